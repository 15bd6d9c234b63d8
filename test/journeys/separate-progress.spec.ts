import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoardwalkWorld, operator, type Person } from './boardwalk-world.js';

let world: BoardwalkWorld;
let ada: Person;
beforeEach(async () => {
  world = await BoardwalkWorld.start();
  ada = await world.signUp('ada');
  await world.drain();
});
afterEach(() => world.stop());

const change = (subscription: string, to: 'pause' | 'resume') =>
  world.expect(200, 'POST', `operator/consumers/${subscription}/${to}`, { as: operator });

/** What each of the three has made of a founding, so far. */
async function effects(): Promise<{ records: number; messages: number; counted: number }> {
  const records = await world.listed<object>('operator/telemetry-events?name=collective_created');
  const { counters } = await world.expect<{ counters: Record<string, number> }>(200, 'GET', 'stats/ada');
  return {
    // One is that of the personal collective, which is no news and no achievement.
    records: records.length - 1,
    messages: world.discord.messages.filter(({ content }) => content.includes('founded')).length,
    counted: counters['collective_created'] ?? 0,
  };
}

async function found(slug: string): Promise<void> {
  await world.expect(201, 'POST', 'collectives', { as: ada.token, body: { slug, name: slug } });
  await world.drain();
}

describe('telemetry, Discord and scores', () => {
  it.each([
    ['telemetry.track', { records: 0, messages: 2, counted: 2 }],
    ['discord.announcements', { records: 2, messages: 0, counted: 2 }],
    ['stats.scores', { records: 2, messages: 2, counted: 0 }],
  ])(
    'advance separately: while %s stands still the others go on, and it catches up without loss or repetition [0-05]',
    async (subscription, whileItStands) => {
      await change(subscription, 'pause');
      await found('tide-pool');
      await found('sand-castle');
      expect(await effects()).toEqual(whileItStands);
      await change(subscription, 'resume');
      await world.drain();
      await world.drain();
      expect(await effects()).toEqual({ records: 2, messages: 2, counted: 2 });
    },
  );
});
