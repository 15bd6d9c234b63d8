import { TierReachedIntegrationEvent, UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { DiscordStandIn, operatorToken, VirtualClock, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PostView } from '../application/post-reads.js';
import { DiscordModule } from '../discord.module.js';
import { Channel } from '../application/channel.js';
import { WebhookAddress } from '../domain/webhook-address.js';
import { ApiRoot } from '../infrastructure/api-root.js';
import { DiscordCalls } from '../infrastructure/discord-calls.js';
import { postingLimitMs } from '../infrastructure/post-sender.js';
import { RateLimits } from '../infrastructure/rate-limits.js';
import { WebhookChannel } from '../infrastructure/webhook-channel.js';
import { WebhookEndpoint } from '../infrastructure/webhook-endpoint.js';
import { secret } from './facts.js';

let world: World;
let discord: DiscordStandIn;
beforeEach(async () => {
  // Discord's windows move with the clock of the world that posts.
  discord = await DiscordStandIn.start({ clock: { now: () => world.clock.now() } });
  const { webhookUrl } = DiscordStandIn;
  const webhook = DiscordModule.forRoot({ secret, webhookUrl, apiUrl: discord.apiUrl });
  world = await World.start({ name: 'discord', modules: [webhook] });
});
afterEach(async () => {
  await world.stop();
  await discord.stop();
});

async function join(...names: readonly string[]): Promise<void> {
  for (const username of names) {
    await world.publish(
      new UserRegisteredIntegrationEvent({
        userId: `u-${username}`,
        username,
        displayName: username,
        source: 'password',
      }),
    );
    world.clock.advance(1);
  }
}
/** Each of these is a message of its own, however many there are. */
async function climb(...names: readonly string[]): Promise<void> {
  for (const username of names) {
    await world.publish(
      new TierReachedIntegrationEvent({
        userId: `u-${username}`,
        username,
        from: 'Novice I',
        to: 'Novice II',
        total: 100,
      }),
    );
    world.clock.advance(1);
  }
}
const shown = () => discord.messages.map(({ content }) => /\*\*(.*?)\*\*/.exec(content)?.[1]);
const statuses = () => discord.requests.map(({ status }) => status);

async function posts(): Promise<readonly PostView[]> {
  const { body } = await world.request('GET', '/api/v1/operator/discord-messages', { as: operatorToken });
  return (body as { items: PostView[] }).items;
}

describe('a post by webhook', () => {
  it('stands in the channel once, and its id is kept [0-03]', async () => {
    await join('ada');
    await world.drain();
    await world.drain();
    expect(shown()).toEqual(['ada']);
    const [message] = discord.messages;
    expect(await posts()).toEqual([
      expect.objectContaining({ status: 'sent', attempts: 1, messageId: message?.id, captured: false }),
    ]);
  });

  it('notifies nobody and shows no previews', async () => {
    await world.publish(
      new UserRegisteredIntegrationEvent({
        userId: 'u-1',
        username: 'ada',
        displayName: '@everyone <@123456> https://evil.example',
        source: 'password',
      }),
    );
    await world.drain();
    expect(discord.messages).toEqual([expect.objectContaining({ pings: false, embedsSuppressed: true })]);
  });

  it('is called once, with the rest of the address as Discord documents it', async () => {
    await join('ada');
    await world.drain();
    const { webhookId, webhookToken } = DiscordStandIn;
    expect(discord.requests).toEqual([
      { request: `POST /api/v10/webhooks/${webhookId}/${webhookToken}?wait=true`, status: 200 },
    ]);
  });

  it('is made one after another', async () => {
    await join('ada', 'grace', 'hedy');
    await world.drain();
    expect(discord.mostAtOnce).toBe(1);
    expect(shown()).toEqual(['ada', 'grace', 'hedy']);
  });
});

describe('the rate limit of Discord', () => {
  const twelve = Array.from({ length: 12 }, (_, index) => `user${index + 10}`);

  it('is never run into: what does not fit into a window waits for the next one', async () => {
    await climb(...twelve);
    await world.drain();
    expect(shown()).toEqual(twelve.slice(0, 5));
    world.clock.advance(2_000);
    await world.drain();
    expect(shown()).toEqual(twelve.slice(0, 10));
    world.clock.advance(2_000);
    await world.drain();
    expect(shown()).toEqual(twelve);
    expect(statuses()).toEqual(twelve.map(() => 200));
    expect((await posts()).every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it('holds for what comes in the meantime', async () => {
    await climb(...twelve.slice(0, 5));
    await world.drain();
    await join('late');
    await world.drain();
    expect(shown()).not.toContain('late');
    expect(await posts()).toContainEqual(expect.objectContaining({ status: 'queued', attempts: 0 }));
    world.clock.advance(2_000);
    await world.drain();
    expect(shown()).toContain('late');
  });

  it('is obeyed when others have used it up: everything waits as long as Discord says', async () => {
    discord.failNext({
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '60', 'x-ratelimit-global': 'true' },
      body: { message: 'You are being rate limited.', retry_after: 59.5, global: true },
    });
    await join('ada', 'grace');
    await world.drain();
    world.clock.advance(59_000);
    await world.drain();
    expect(statuses()).toEqual([429]);
    world.clock.advance(1_000);
    await world.drain();
    expect(shown().sort()).toEqual(['ada', 'grace']);
  });
});

describe('a post that Discord does not take', () => {
  it('fails with what Discord said, and the next one goes out', async () => {
    discord.failNext({ kind: 'answer', status: 400, body: { message: 'Invalid Form Body', code: 50_035 } });
    await join('ada', 'grace');
    await world.drain();
    expect(shown()).toEqual(['grace']);
    expect(await posts()).toContainEqual(
      expect.objectContaining({
        status: 'failed',
        lastError: 'Discord answered 400: Invalid Form Body (code 50035)',
      }),
    );
  });

  it('is not carried to where Discord points', async () => {
    const elsewhere = await DiscordStandIn.start({ clock: new VirtualClock() });
    discord.failNext({ kind: 'answer', status: 307, headers: { location: elsewhere.apiUrl } });
    await join('ada');
    await world.drain();
    expect(elsewhere.requests).toEqual([]);
    expect((await posts())[0]).toMatchObject({ status: 'failed', lastError: 'Discord answered 307' });
    await elsewhere.stop();
  });

  it('waits while Discord cannot be reached', async () => {
    await discord.stop();
    await join('ada');
    await world.drain();
    expect((await posts())[0]).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: 'Discord could not be reached: ECONNREFUSED',
    });
  });
});

describe('a webhook that was deleted', () => {
  it('is not called again, and every later post says why', async () => {
    discord.deleteWebhook();
    await join('ada', 'grace');
    await world.drain();
    await join('hedy');
    await world.drain();
    expect(statuses()).toEqual([404]);
    const reasons = (await posts()).map(({ status, lastError }) => ({ status, lastError }));
    const reason = expect.stringContaining('The webhook is gone (Discord answered 404: Unknown Webhook');
    expect(reasons).toEqual(Array.from({ length: 3 }, () => ({ status: 'failed', lastError: reason })));
  });
});

describe('a post whose fate nobody knows', () => {
  async function neverAgain(): Promise<void> {
    world.clock.advance(23 * 3_600_000);
    await world.drain();
    expect((await posts())[0]).toMatchObject({ status: 'unknown', attempts: 1 });
  }

  it('is one whose answer was lost; it is not posted twice [0-07]', async () => {
    discord.failNext({ kind: 'post-and-hang-up' });
    await join('ada');
    await world.drain();
    await neverAgain();
    expect(shown()).toEqual(['ada']);
  });

  it('is one after which Discord failed', async () => {
    discord.failNext({ kind: 'answer', status: 502, body: '<html>' });
    await join('ada');
    await world.drain();
    await neverAgain();
    expect(statuses()).toEqual([502]);
  });

  it('is one that was never answered', async () => {
    discord.failNext({ kind: 'fall-silent' });
    const endpoint = new WebhookEndpoint(
      WebhookAddress.parse(DiscordStandIn.webhookUrl),
      ApiRoot.at(discord.apiUrl),
    );
    const inUse = { channel: 'house', host: '', objection: async () => null, gone: async () => undefined };
    const calls = new DiscordCalls(world.app.get(RateLimits, { strict: false }), 200);
    const hasty = new WebhookChannel(endpoint, inUse, calls);
    expect(await hasty.post({ id: 'p-1', content: 'hello' })).toEqual({
      kind: 'unknown',
      error: 'There was no answer from Discord: TimeoutError',
    });
  });

  it('is one whose process died between posting and noting it [0-07]', async () => {
    discord.failNext({ kind: 'answer', status: 429, headers: { 'retry-after': '1' } });
    await join('ada');
    await world.drain();
    // What a process leaves that claimed the post for its second attempt, made it, and was killed.
    world.clock.advance(1_000);
    const lease = new Date(world.clock.now().getTime() + postingLimitMs);
    await world.rows(`UPDATE discord.posts SET status = 'sending', attempt = 2, leased_until = $1`, [lease]);
    await world.app.get(Channel, { strict: false }).post({ id: 'p-1', content: '**ada**' });
    world.clock.advance(postingLimitMs + 6_000);
    await world.drain();
    expect(shown()).toEqual(['ada']);
    expect((await posts())[0]).toMatchObject({
      status: 'unknown',
      attempts: 2,
      lastError: 'the process ended during the call',
    });
  });
});

describe('the token of the webhook', () => {
  it('stands in no table, no span and no error', async () => {
    world.spans.reset();
    discord.failNext({ kind: 'post-and-hang-up' }, { kind: 'answer', status: 404 });
    await join('ada', 'grace', 'hedy');
    await world.drain();
    const tables = ['posts', 'posts_attempts', 'gone_addresses', 'rate_limits'];
    const rows = await Promise.all(tables.map((table) => world.rows(`SELECT * FROM discord.${table}`)));
    const spans = world.spans.all().map(({ name, attributes, events }) => ({ name, attributes, events }));
    expect(rows.flat().length).toBeGreaterThan(6);
    expect(JSON.stringify([rows, spans])).not.toContain(DiscordStandIn.webhookToken);
  });
});
