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

describe('delayed commands that gave up', () => {
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
