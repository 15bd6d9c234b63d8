import { World } from '@boardwalk/testing';
import { describe, expect, it } from 'vitest';
import { ProbeModule } from '../pipeline/probe.js';
import { playOnModel } from './model.js';
import { playOnServer } from './real.js';
import { scenarios } from './scenarios.js';

describe("the simulation's model of PostgreSQL", () => {
  it.each(Object.entries(scenarios))('does what PostgreSQL does: %s', async (_name, steps) => {
    const world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
    try {
      expect(await playOnModel(steps)).toEqual(await playOnServer(world.database.url, steps));
    } finally {
      await world.stop();
    }
  });
});
