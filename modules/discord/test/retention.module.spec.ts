import { Housekeeping } from '@boardwalk/persistence';
import { AccountDeletedIntegrationEvent } from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordModule } from '../discord.module.js';
import { keptMs, newsLastsMs, publicationBurst } from '../domain/limits.js';
import { secret } from './facts.js';
import { climbed, published } from './people.js';

let world: World;
beforeEach(async () => {
  world = await World.start({ name: 'discord', modules: [DiscordModule.forRoot({ secret })] });
});
afterEach(() => world.stop());

async function say(...facts: readonly object[]): Promise<void> {
  for (const fact of facts) {
    await world.publish(fact);
    world.clock.advance(1);
  }
  await world.drain();
}
async function cleanedAfter(milliseconds: number): Promise<Record<string, number>> {
  world.clock.advance(milliseconds);
  await world.app.get(Housekeeping).clean();
  const tables = ['announcements', 'posts', 'posts_attempts', 'amendments', 'captured_posts', 'bursts'];
  const counted = tables.map(async (table) => {
    const [row] = await world.rows<{ count: number }>(`SELECT count(*)::int FROM discord.${table}`);
    return [table, row?.count ?? 0] as const;
  });
  return Object.fromEntries((await Promise.all(counted)).filter(([, count]) => count > 0));
}

describe('what discord remembers', () => {
  it('goes when it is a year old: messages, their calls and what was to be changed about them', async () => {
    await say(climbed('ada'), climbed('grace'), published('2026.06.01.1'));
    await say(new AccountDeletedIntegrationEvent({ userId: 'u-grace' }));
    const all = await cleanedAfter(0);
    expect(all).toMatchObject({ announcements: 3, posts: 3, posts_attempts: 3, amendments: 1, bursts: 1 });
    expect(await cleanedAfter(keptMs - 1_000)).toMatchObject({ announcements: 3, posts: 3 });
    await say(climbed('hedy'));
    expect(await cleanedAfter(2_000)).toEqual({
      ...{ announcements: 1, posts: 1, posts_attempts: 1, captured_posts: 1 },
    });
  });

  it('stays as long as somebody is to look at it', async () => {
    await say(climbed('ada'), climbed('grace'));
    await world.rows(`UPDATE discord.posts SET status = 'unknown' WHERE content LIKE '%grace%'`);
    expect(await cleanedAfter(keptMs)).toMatchObject({ announcements: 1, posts: 1 });
  });

  it('of a burst goes when it cannot collect anything any more', async () => {
    await say(published('2026.06.01.1'), published('2026.06.01.2'));
    expect(await cleanedAfter(publicationBurst.windowMs)).toMatchObject({ bursts: 1 });
    expect(await cleanedAfter(newsLastsMs)).not.toHaveProperty('bursts');
    await say(published('2026.06.01.3'));
    const said = await world.rows<{ content: string }>('SELECT content FROM discord.captured_posts');
    expect(said.map(({ content }) => content).join()).toContain(String.raw`2026\.06\.01\.3`);
  });
});
