import { type DelayedCommand, DelayedCommands } from '@boardwalk/messaging';
import { Database, UnitsOfWork } from '@boardwalk/persistence';
import type { World } from '@boardwalk/testing';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectionWorld, operate, read } from './inspection-world.js';

interface Dead {
  readonly items: { id: string; context: string; command: string; key: string; errorClass: string }[];
}

/** Nobody handles it. */
class Forget {}

let world: World;
let forget: DelayedCommand<Forget>;

beforeEach(async () => {
  world = await inspectionWorld();
  const units = world.app.get(UnitsOfWork);
  const settings = { name: 'forget', read: () => new Forget() };
  forget = world.app
    .get(DelayedCommands)
    .serve(new Database('letters', world.app.get(Pool), units), settings);
  await units.run(() => forget.schedule('old', world.clock.now(), new Forget()));
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    await world.drain();
    world.clock.advance(300_000);
  }
});
afterEach(() => world.stop());

const finding = async () =>
  (await read<{ checks: { name: string }[] }>(world, '/doctor')).checks.find(
    ({ name }) => name === 'delayed commands',
  );

describe('delayed commands that gave up', () => {
  it('are told of by the doctor until they run again', async () => {
    expect(await finding()).toEqual({
      name: 'delayed commands',
      ok: false,
      detail: '1 command gave up: letters.forget (1, the last for Error).',
      mend: 'See them with "boardwalk delayed ls", mend the cause, and let each run again with "boardwalk delayed redrive".',
    });
    const { items } = await read<Dead>(world, '/delayed-commands/dead');
    await operate(world, 'POST', `/delayed-commands/${items[0]?.id}/redrive`, {});
    expect(await finding()).toMatchObject({ ok: true, mend: null });
  });

  it('are listed with their reason, and run again when an operator says so', async () => {
    const { items } = await read<Dead>(world, '/delayed-commands/dead');
    expect(items).toMatchObject([
      {
        context: 'letters',
        command: 'forget',
        key: 'old',
        attempts: 20,
        errorMessage: expect.stringContaining('Forget'),
      },
    ]);
    const path = `/delayed-commands/${items[0]?.id}/redrive`;
    expect((await operate(world, 'POST', path, {})).body).toEqual({ redriven: true });
    expect((await operate(world, 'POST', path, {})).body).toEqual({ redriven: false });
    expect((await read<Dead>(world, '/delayed-commands/dead')).items).toEqual([]);
  });
});
