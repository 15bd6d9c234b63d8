import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoardwalkWorld, operator, type Person } from './boardwalk-world.js';

let world: BoardwalkWorld;
let ada: Person;
beforeAll(async () => {
  world = await BoardwalkWorld.start();
  ada = await world.signUp('ada');
  await world.drain();
});
afterAll(() => world.stop());

const change = (subscription: string, to: 'pause' | 'resume') =>
  world.expect(200, 'POST', `operator/consumers/${subscription}/${to}`, { as: operator });

interface Effects {
  readonly records: number;
  readonly messages: number;
  readonly counted: number;
}

/** What each of the three has made of foundings, so far. */
async function effects(): Promise<Effects> {
  const records = await world.listed<object>('operator/telemetry-events?name=collective_created');
  const { counters } = await world.expect<{ counters: Record<string, number> }>(200, 'GET', 'stats/ada');
  return {
    records: records.length,
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
      const before = await effects();
      const since = async () => {
        const { records, messages, counted } = await effects();
        return {
          records: records - before.records,
          messages: messages - before.messages,
          counted: counted - before.counted,
        };
      };
      const name = subscription.replace('.', '-');
      await change(subscription, 'pause');
      await found(`tide-pool-${name}`);
      await found(`sand-castle-${name}`);
      expect(await since()).toEqual(whileItStands);
      await change(subscription, 'resume');
      await world.drain();
      await world.drain();
      expect(await since()).toEqual({ records: 2, messages: 2, counted: 2 });
    },
  );
});
