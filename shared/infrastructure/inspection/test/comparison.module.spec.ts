import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectionWorld, operate, read, registered } from './inspection-world.js';
import { subscription, VisitsModule } from './visits.js';

let world: World;
beforeEach(async () => {
  world = await inspectionWorld(undefined, { modules: [VisitsModule], name: 'inspection and visits' });
  await come('ada', 'bea');
});
afterEach(() => world.stop());

async function come(...usernames: readonly string[]): Promise<void> {
  for (const username of usernames) await world.publish(registered(username));
  await world.drain();
}

async function started(mode = 'shadow'): Promise<string> {
  const { body } = await operate(world, 'POST', '/replays', { subscription, mode });
  world.clock.advance(1);
  return (body as { id: string }).id;
}

async function filled(): Promise<string> {
  const id = await started();
  await world.drain();
  return id;
}

const comparison = (id: string) => read(world, `/replays/${id}/comparison`);
const refusal = async (id: string) =>
  read(world, `/replays/${id}/comparison`).then(
    () => 'none',
    (error: unknown) => String(error),
  );

describe('a comparison of a replay', () => {
  it('finds the same rows, and those that are not', async () => {
    const id = await filled();
    const live = { behind: 0, ahead: 0 };
    expect(await comparison(id)).toMatchObject({
      replay: { id, state: 'done' },
      tables: [{ table: 'visits', liveRows: 2, shadowRows: 2, equal: true }],
      live,
    });
    await world.rows(`UPDATE visits.visits SET username = 'eve' WHERE username = 'ada'`);
    expect(await comparison(id)).toMatchObject({ tables: [{ liveRows: 2, equal: false }], live });
  });

  it('says how far the subscription has gone on since', async () => {
    const id = await filled();
    await come('cyd', 'dot');
    expect(await comparison(id)).toMatchObject({
      tables: [{ liveRows: 4, shadowRows: 2, equal: false }],
      live: { behind: 0, ahead: 2 },
    });
  });

  it('says how far the subscription is from where the replay ended', async () => {
    await operate(world, 'POST', `/consumers/${subscription}/pause`, {});
    await come('cyd');
    const id = await filled();
    expect(await comparison(id)).toMatchObject({
      tables: [{ liveRows: 2, shadowRows: 3, equal: false }],
      live: { behind: 1, ahead: 0 },
    });
  });

  it('moves no cursor back, however often the log is read again', async () => {
    await filled();
    await filled();
    const { checks } = await read<{ checks: { ok: boolean }[] }>(world, '/doctor');
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('is refused for what has no filled shadow of its own', async () => {
    expect(await refusal(await started('live'))).toContain(
      'went into the tables of visits.people themselves',
    );
    const first = await started();
    expect(await refusal(first)).toContain('is not filled: the replay');
    await world.drain();
    const second = await filled();
    expect(await refusal(first)).toContain(`409`);
    expect(await refusal(first)).toContain(`was made anew by the replay ${second}`);
    expect(await refusal('01890a5d-ac96-774b-bcce-b302099a8057')).toContain('replay-not-found');
  });
});
