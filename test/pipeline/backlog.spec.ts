import { Backlog } from '@boardwalk/messaging';
import { World } from '@boardwalk/testing';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extensionPublished, ProbeModule } from './probe.js';

let world: World;
beforeEach(async () => {
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterEach(() => world.stop());

const tick = () => world.rows('SELECT messaging.tick()');
const publish = async (count: number) => {
  for (let n = 1; n <= count; n += 1) await world.publish(extensionPublished('a', `2026.06.01.${n}`));
};

describe('the backlog', () => {
  it('is what no tick shows, however little of it was delivered', async () => {
    const backlog = new Backlog(world.app.get(Pool), 3);
    expect(await backlog.waiting()).toBe(0);
    await publish(3);
    expect(await backlog.waiting()).toBe(3);
    expect(backlog.isFull).toBe(false);
    await publish(1);
    expect(await backlog.waiting()).toBe(4);
    expect(backlog.isFull).toBe(true);
    await tick();
    expect(await backlog.waiting()).toBe(0);
    expect(backlog.isFull).toBe(false);
    await publish(1);
    expect(await backlog.waiting()).toBe(1);
  });
});
