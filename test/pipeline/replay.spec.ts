import { PointsGrantedIntegrationEvent } from '@boardwalk/integration-events';
import { DeadLetters, genesis, IntentSender, Replays } from '@boardwalk/messaging';
import { currentMessageContext } from '@boardwalk/observability';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { behaveWell, behaviour, extensionPublished, ProbeModule, ProbeRefusal } from './probe.js';

let world: World;
let replays: Replays;

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  replays = world.app.get(Replays);
});
afterEach(() => world.stop());

const noted = async (schema: 'probe' | 'probe_shadow') =>
  (
    await world.rows<{ noted: string }>(
      `SELECT concat_ws(' ', subscription, event_id, key, detail) AS noted FROM ${schema}.effects ORDER BY place`,
    )
  ).map((row) => row.noted);

const points = (total: number) =>
  new PointsGrantedIntegrationEvent({
    userId: 'u1',
    username: 'ada',
    grantId: `g${total}`,
    category: 'publishing',
    source: 'x',
    amount: 1,
    total,
  });

describe('a replay into the shadow', () => {
  it('does again what was done, beside it, and tells nobody', async () => {
    for (let n = 1; n <= 30; n += 1) await world.publish(extensionPublished(`k${n % 4}`, `2026.06.01.${n}`));
    await world.drain();
    const live = await noted('probe');
    const facts = (await world.facts()).length;
    const seen = new Set<boolean | undefined>();
    behaviour.meanwhile = async () => void seen.add(currentMessageContext()?.isReplay);

    const { id, state } = await replays.start({
      subscription: 'probe.extension-published',
      mode: 'shadow',
      from: genesis,
    });
    expect(state).toBe('running');
    await world.publish(extensionPublished('k1', '2026.06.02.1'));
    await world.drain();

    expect(await noted('probe_shadow')).toEqual(live);
    expect((await noted('probe')).length).toBe(31);
    expect(seen).toEqual(new Set([true, false]));
    expect((await world.facts()).length).toBe(facts + 1);
    expect(await replays.get(id)).toMatchObject({ state: 'done', position: null });
    expect(await world.rows(`SELECT FROM messaging.subscriptions WHERE name LIKE '%shadow'`)).toEqual([]);
  });

  it('is compared with the tables that it shadows, row by row', async () => {
    await expect(replays.compare('probe')).rejects.toThrow('probe has no shadow to compare with.');
    await world.publish(extensionPublished('a'));
    await world.publish(points(1));
    await world.drain();
    await world.rows('DELETE FROM probe.effects WHERE key = $1', ['u1']);
    await replays.start({ subscription: 'probe.extension-published', mode: 'shadow', from: genesis });
    await world.drain();
    const same = { equal: true, liveRows: 1, shadowRows: 1 };
    expect(await replays.compare('probe')).toMatchObject([
      { table: 'effects', ...same, equal: true },
      { table: 'parcels', equal: true },
    ]);
    await world.rows(`UPDATE probe.effects SET detail = detail || '!'`);
    expect(await replays.compare('probe')).toMatchObject([{ ...same, equal: false }, { equal: true }]);
  });

  it('begins at the position that it is told', async () => {
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    await world.drain();
    const [from] = await world.rows<{ tick: number; pos: number }>(
      `SELECT tick::int, pos::int FROM messaging.subscriptions WHERE name = 'probe.extension-published'`,
    );
    await world.publish(extensionPublished('a', '2026.06.01.2'));
    await world.drain();
    await replays.start({ subscription: 'probe.extension-published', mode: 'shadow', from: from ?? genesis });
    await world.drain();
    expect((await noted('probe_shadow')).map((line) => line.split(' ').at(-1))).toEqual(['2026.06.01.2']);
  });

  it('starts from empty tables each time, and one at a time in a context', async () => {
    await world.publish(extensionPublished('a'));
    await world.drain();
    const order = { subscription: 'probe.extension-published', mode: 'shadow', from: genesis } as const;
    const { id } = await replays.start(order);
    await expect(replays.start({ ...order, subscription: 'probe.scores' })).rejects.toThrow(
      'The shadow of probe is being filled by a replay of probe.extension-published. Wait until it is done, or cancel it.',
    );
    expect(await replays.cancel(id)).toBe(true);
    expect(await replays.cancel(id)).toBe(false);
    await replays.start(order);
    await world.drain();
    await replays.start(order);
    await world.drain();
    expect(await noted('probe_shadow')).toHaveLength(1);
    expect((await replays.list()).map(({ state }) => state).sort()).toEqual(['cancelled', 'done', 'done']);
  });

  it('starts once of two that are asked for at the same time', async () => {
    const asked = await Promise.allSettled(
      ['probe.extension-published', 'probe.scores'].map((subscription) =>
        replays.start({ subscription, mode: 'shadow', from: genesis }),
      ),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await replays.list()).toHaveLength(1);
  });

  it('of a log whose facts have all been dropped has nothing to do', async () => {
    await world.publish(extensionPublished('a'));
    await world.drain();
    await world.rows('DELETE FROM messaging.facts');
    await world.rows(
      'UPDATE messaging.log SET (pruned_tick, pruned_pos) = (SELECT tick, last_pos FROM messaging.ticks ORDER BY tick DESC LIMIT 1)',
    );
    const { id } = await replays.start({
      subscription: 'probe.extension-published',
      mode: 'shadow',
      from: genesis,
    });
    await world.drain();
    expect(await replays.get(id)).toMatchObject({ state: 'done' });
  });

  it('waits for what failed in it, and is not done before', async () => {
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    await world.publish(extensionPublished('a', '2026.06.01.2'));
    await world.drain();
    behaviour.fail = (detail) => (detail === '2026.06.01.1' ? new Error('not yet') : undefined);
    const { id } = await replays.start({
      subscription: 'probe.extension-published',
      mode: 'shadow',
      from: genesis,
    });
    await world.drain();
    expect(await replays.get(id)).toMatchObject({ state: 'running' });
    behaveWell();
    const seen: (boolean | undefined)[] = [];
    behaviour.meanwhile = async () => void seen.push(currentMessageContext()?.isReplay);
    world.clock.advance(2_000);
    await world.drain();
    // What failed and what waited behind it are no less of a replay for that.
    expect(seen).toEqual([true, true]);
    expect(await replays.get(id)).toMatchObject({ state: 'done' });
    expect(await noted('probe_shadow')).toEqual(await noted('probe'));
  });
});

describe('a live replay', () => {
  it('applies what was skipped, and nothing else', async () => {
    behaviour.fail = (detail) =>
      detail === 'PointsGrantedIntegrationEvent' ? new ProbeRefusal('No.') : undefined;
    await world.publish(points(1));
    await world.publish(extensionPublished('a'));
    await world.drain();
    expect(await noted('probe')).toHaveLength(1);
    behaveWell();

    const order = { subscription: 'probe.scores', mode: 'live', from: genesis } as const;
    expect(await replays.start(order)).toMatchObject({ state: 'done', deliveries: 1 });
    await world.publish(points(2));
    await world.drain();
    expect((await noted('probe')).filter((line) => line.startsWith('probe.scores'))).toHaveLength(2);

    const before = await noted('probe');
    expect(await replays.start(order)).toMatchObject({ deliveries: 0 });
    await world.drain();
    expect(await noted('probe')).toEqual(before);
  });
});

describe('a delivery that runs again although nothing waited behind it', () => {
  it('keeps later facts of its key waiting once it has failed again', async () => {
    behaviour.fail = (detail) => (detail === '2026.06.01.1' ? new ProbeRefusal('No.') : undefined);
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    await world.drain();
    await world.app.get(DeadLetters).archive({});
    await world.publish(extensionPublished('a', '2026.06.01.2'));
    await world.drain();
    await replays.start({ subscription: 'probe.extension-published', mode: 'live', from: genesis });
    await world.drain();
    await world.publish(extensionPublished('a', '2026.06.01.3'));
    await world.drain();
    expect(await world.app.get(DeadLetters).list({ limit: 10 })).toMatchObject([
      { state: 'parked', waiting: 1 },
    ]);
    expect((await noted('probe')).map((line) => line.split(' ').at(-1))).toEqual(['2026.06.01.2']);
  });
});

describe('a replay that is refused', () => {
  it('names a subscription that nobody here knows', async () => {
    await expect(
      replays.start({ subscription: 'probe.nobody', mode: 'live', from: genesis }),
    ).rejects.toThrow(
      'No consumer of "probe.nobody" is known to this process. Check the name against the list of consumers, or ask a process that runs its context.',
    );
  });

  it('would say to the world outside what it has said', async () => {
    world.app.get(IntentSender).externalContexts.add('probe');
    for (const mode of ['live', 'shadow'] as const) {
      await expect(
        replays.start({ subscription: 'probe.extension-published', mode, from: genesis }),
      ).rejects.toThrow('probe writes to the world outside, and would say again what it has said.');
    }
    expect(await replays.list()).toEqual([]);
  });
});
