import { DiscordStandIn, operatorToken, World } from '@boardwalk/testing';
import { AccountDeletedIntegrationEvent } from '@boardwalk/integration-events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PostView } from '../application/post-reads.js';
import { DiscordModule } from '../discord.module.js';
import { secret } from './facts.js';
import { climbed, registered } from './people.js';

const { botToken, channelId } = DiscordStandIn;

let discord: DiscordStandIn;
let world: World;
const start = async (bot: { token: string; channelId: string }) => {
  const module = DiscordModule.forRoot({ secret, bot, apiUrl: discord.apiUrl });
  world = await World.start({ name: 'discord', modules: [module] });
};
beforeEach(async () => {
  discord = await DiscordStandIn.start({ clock: { now: () => world.clock.now() } });
});
afterEach(async () => {
  await world.stop();
  await discord.stop();
});

async function say(...facts: readonly object[]): Promise<void> {
  for (const fact of facts) {
    await world.publish(fact);
    world.clock.advance(1);
  }
  await world.drain();
}
const statuses = () => discord.requests.map(({ status }) => status);
async function posts(): Promise<readonly PostView[]> {
  const { body } = await world.request('GET', '/api/v1/operator/discord-messages', { as: operatorToken });
  return (body as { items: PostView[] }).items;
}

describe('a post by a bot', () => {
  beforeEach(() => start({ token: botToken, channelId }));

  it('stands in its channel once, with a nonce, and notifies nobody', async () => {
    await say(registered('ada', { displayName: '@everyone <@123456>' }));
    expect(discord.requests).toEqual([
      { request: `POST /api/v10/channels/${channelId}/messages`, status: 200 },
    ]);
    const [post] = await posts();
    expect(discord.messages).toEqual([
      expect.objectContaining({
        place: channelId,
        pings: false,
        embedsSuppressed: true,
        id: post?.messageId,
      }),
    ]);
    expect(discord.messages[0]?.nonce).toMatch(/^[\w-]{22}$/);
  });

  it.each([
    ['the answer is lost', { kind: 'post-and-hang-up' } as const],
    ['Discord fails after it has accepted', { kind: 'post-and-answer', status: 502 } as const],
    ['Discord fails before', { kind: 'answer', status: 500 } as const],
  ])('stands there once when %s, and its id is known', async (_what, fault) => {
    discord.failNext(fault);
    await say(climbed('ada'));
    expect(discord.messages).toHaveLength(1);
    expect(await posts()).toEqual([
      expect.objectContaining({ status: 'sent', attempts: 1, messageId: discord.messages[0]?.id }),
    ]);
  });

  it('is parked when Discord fails again and again, and never posted twice', async () => {
    discord.failNext(
      { kind: 'post-and-hang-up' },
      { kind: 'answer', status: 502 },
      { kind: 'answer', status: 502 },
    );
    await say(climbed('ada'));
    world.clock.advance(23 * 3_600_000);
    await world.drain();
    expect(discord.messages).toHaveLength(1);
    expect(await posts()).toEqual([expect.objectContaining({ status: 'unknown' })]);
  });

  it('is taken away when it names somebody whose account is gone', async () => {
    await say(climbed('ada'), new AccountDeletedIntegrationEvent({ userId: 'u-ada' }));
    expect(discord.messages).toEqual([]);
  });

  it('obeys the limits of its channel', async () => {
    await say(...Array.from({ length: 7 }, (_, index) => climbed(`user${index}`)));
    expect(discord.messages).toHaveLength(5);
    world.clock.advance(2_000);
    await world.drain();
    expect(discord.messages).toHaveLength(7);
    expect(statuses()).not.toContain(429);
  });
});

describe('a bot', () => {
  it('whose token is not valid is not tried again', async () => {
    await start({ token: 'another.token-0123456789abcdef', channelId });
    await say(climbed('ada'), climbed('grace'));
    expect(statuses()).toEqual([401]);
    expect((await posts()).map(({ status }) => status)).toEqual(['failed', 'failed']);
    const tables = ['posts', 'posts_attempts', 'gone_addresses'];
    const rows = await Promise.all(tables.map((table) => world.rows(`SELECT * FROM discord.${table}`)));
    expect(JSON.stringify(rows)).not.toContain('another.token');
  });

  it('whose channel is gone is not tried again', async () => {
    await start({ token: botToken, channelId: '1098765432109876999' });
    await say(climbed('ada'), climbed('grace'));
    expect(statuses()).toEqual([404]);
  });
});
