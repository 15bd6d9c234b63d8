import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  WebhookDisabledIntegrationEvent,
} from '@boardwalk/integration-events';
import { DiscordStandIn, notYet, operatorToken, until, World, type WorldResponse } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PostView } from '../application/post-reads.js';
import { DiscordModule } from '../discord.module.js';
import { webhooksPerPerson } from '../domain/limits.js';
import { secret } from './facts.js';
import { climbed } from './people.js';

const path = '/api/v1/discord/webhooks';
const ada = 'user:u-ada:ada';
const grace = 'user:u-grace:grace';
const place = '1098765432109870001';

let world: World;
let discord: DiscordStandIn;
beforeEach(async () => {
  discord = await DiscordStandIn.start({ clock: { now: () => world.clock.now() } });
  const { webhookUrl } = DiscordStandIn;
  world = await World.start({
    name: 'discord',
    modules: [DiscordModule.forRoot({ secret, webhookUrl, apiUrl: discord.apiUrl })],
  });
});
afterEach(async () => {
  await world.stop();
  await discord.stop();
});

const register = (url: string, as = ada): Promise<WorldResponse> =>
  world.request('POST', path, { as, body: { url } });
async function registered(id = place, as = ada): Promise<string> {
  const answer = await register(discord.addWebhook(id), as);
  expect(answer.status, answer.text).toBe(201);
  return (answer.body as { webhookId: string }).webhookId;
}
const list = async (as = ada) =>
  ((await world.request('GET', path, { as })).body as { items: Record<string, unknown>[] }).items;
async function say(...facts: readonly object[]): Promise<void> {
  for (const fact of facts) {
    await world.publish(fact);
    world.clock.advance(1);
  }
  await world.drain();
}
const shownIn = (where: string) =>
  discord.messagesIn(where).map(({ content }) => /\*\*(.*?)\*\*/.exec(content)?.[1]);
const shownInOurs = () => shownIn(DiscordStandIn.webhookId);
async function posts(): Promise<readonly PostView[]> {
  const { body } = await world.request('GET', '/api/v1/operator/discord-messages', { as: operatorToken });
  return (body as { items: PostView[] }).items;
}

describe('a webhook that a person registers', () => {
  it('gets public announcements too, each once', async () => {
    await say(climbed('hedy'));
    await registered();
    await say(climbed('ada'));
    expect(shownIn(place)).toEqual(['ada']);
    expect(shownInOurs()).toEqual(['hedy', 'ada']);
    expect((await posts()).map(({ channel, status }) => [channel === 'house', status]).sort()).toEqual([
      [false, 'sent'],
      [true, 'sent'],
      [true, 'sent'],
    ]);
  });

  it('is shown to its owner without its token, and to nobody else', async () => {
    const webhookId = await registered();
    expect(await list()).toEqual([
      {
        webhookId,
        address: `https://discord.com/api/webhooks/${place}/…`,
        registeredAt: world.clock.now().toISOString(),
        disabledAt: null,
        disabledBecause: null,
      },
    ]);
    expect(await list(grace)).toEqual([]);
    expect((await world.request('GET', path)).status).toBe(401);
    expect((await world.request('GET', path, { as: operatorToken })).status).toBe(403);
  });

  it('has a token that stands in no table, no span and no answer', async () => {
    world.spans.reset();
    const url = discord.addWebhook(place);
    const token = url.split('/').at(-1) ?? '';
    const answers = [await register(url), await register(url), await register(`${url}?x=1`)];
    await say(climbed('ada'));
    discord.deleteWebhook(place);
    await say(climbed('grace'));
    const tables = ['registered_webhooks', 'posts', 'posts_attempts', 'gone_addresses', 'rate_limits'];
    const rows = await Promise.all(tables.map((table) => world.rows(`SELECT * FROM discord.${table}`)));
    const spans = world.spans.all().map(({ name, attributes, events }) => ({ name, attributes, events }));
    const facts = await world.facts();
    const told = JSON.stringify([answers.map(({ text }) => text), rows, spans, facts]);
    expect(told).toContain(place);
    expect(told).not.toContain(token);
  });

  it.each([
    'https://discord.com.evil.example/api/webhooks/1098765432109870001/abcdefghijklmnop',
    'http://discord.com/api/webhooks/1098765432109870001/abcdefghijklmnop',
    'https://discord.com@127.0.0.1/api/webhooks/1098765432109870001/abcdefghijklmnop',
    'https://discord.com/api/webhooks/1098765432109870001/abcdefghijklmnop/github',
    'not an address',
  ])('is not %s, which is refused without being repeated', async (url) => {
    const answer = await register(url);
    expect(answer).toMatchObject({ status: 422, body: { type: '/problems/invalid-webhook-address' } });
    expect(answer.text).not.toContain('abcdefghijklmnop');
    expect(await world.rows('SELECT FROM discord.registered_webhooks')).toEqual([]);
  });

  it('is registered once, by whomever', async () => {
    const url = discord.addWebhook(place);
    expect((await register(url)).status).toBe(201);
    for (const as of [ada, grace])
      expect(await register(url.replace('/api/', '/api/v9/'), as)).toMatchObject({
        status: 409,
        body: { type: '/problems/webhook-registered' },
      });
  });

  it('is one of five at most, however many are asked for at once', async () => {
    const asked = Array.from({ length: webhooksPerPerson + 3 }, (_, index) =>
      register(discord.addWebhook(`109876543210987100${index}`)),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: webhooksPerPerson }, () => 201), 409, 409, 409]);
    expect(await list()).toHaveLength(webhooksPerPerson);
    expect((await register(discord.addWebhook(place), grace)).status).toBe(201);
  });

  it('is removed by its owner, and by nobody else; what waits for it is dropped', async () => {
    const webhookId = await registered();
    discord.limitGlobally(60_000);
    await say(climbed('ada'));
    expect((await world.request('DELETE', `${path}/${webhookId}`, { as: grace })).status).toBe(404);
    expect((await world.request('DELETE', `${path}/${webhookId}`, { as: ada })).status).toBe(204);
    expect((await world.request('DELETE', `${path}/${webhookId}`, { as: ada })).status).toBe(404);
    world.clock.advance(60_000);
    await say(climbed('grace'));
    expect(shownIn(place)).toEqual([]);
    expect(shownInOurs()).toEqual(['ada', 'grace']);
    expect(await list()).toEqual([]);
  });
});

describe('a registered webhook that Discord does not know any more', () => {
  it.each([404, 401])('(%d) is not called again, and its owner is told', async (status) => {
    const webhookId = await registered();
    await registered('1098765432109870002', grace);
    await say(climbed('hedy'));
    if (status === 404) discord.deleteWebhook(place);
    else discord.resetWebhookToken(place);
    await say(climbed('ada'));
    await say(climbed('grace'));
    const reason = expect.stringContaining(`Discord answered ${status}`);
    expect(await world.facts(WebhookDisabledIntegrationEvent)).toEqual([
      expect.objectContaining({ webhookId, ownerUserId: 'u-ada', reason }),
    ]);
    expect(discord.requests.filter((request) => request.status === status)).toHaveLength(1);
    expect(await list()).toEqual([expect.objectContaining({ webhookId, disabledBecause: reason })]);
    expect(await list(grace)).toEqual([expect.objectContaining({ disabledAt: null })]);
    expect(shownInOurs().at(-1)).toBe('grace');
  });

  it('is not called either when its token cannot be opened, and can still be removed', async () => {
    const webhookId = await registered();
    await world.rows(
      `UPDATE discord.registered_webhooks SET sealed_token = 'sealed-with-another-secret-0123456789'`,
    );
    await say(climbed('ada'));
    expect(await posts()).toContainEqual(
      expect.objectContaining({
        channel: webhookId,
        status: 'failed',
        lastError: expect.stringContaining('another BOARDWALK_SECRET'),
      }),
    );
    expect((await world.request('DELETE', `${path}/${webhookId}`, { as: ada })).status).toBe(204);
  });

  it('holds up nobody else', async () => {
    await registered();
    discord.deleteWebhook(place);
    await say(climbed('ada'));
    expect(shownInOurs()).toEqual(['ada']);
    expect((await posts()).map(({ status }) => status).sort()).toEqual(['failed', 'sent']);
  });
});

describe('a registered webhook that does not answer', () => {
  it('holds up itself alone, in the order of its messages', async () => {
    await registered();
    const answer = discord.hold(place);
    const said = say(climbed('ada'), climbed('grace'));
    await until('both messages in our channel', async () =>
      shownInOurs().length === 2 ? shownInOurs() : notYet(shownInOurs()),
    );
    expect(shownIn(place)).toEqual([]);
    answer();
    await said;
    expect([shownInOurs(), shownIn(place)]).toEqual([
      ['ada', 'grace'],
      ['ada', 'grace'],
    ]);
    // One call to each place; whether they overlap is a matter of moments.
    expect(discord.mostAtOnce).toBeLessThanOrEqual(2);
  });

  it('does not hold up what is taken back elsewhere', async () => {
    await registered(place, grace);
    await say(climbed('ada'));
    const answer = discord.hold(place);
    const said = say(new AccountDeletedIntegrationEvent({ userId: 'u-ada' }));
    await until('an empty channel of ours', async () =>
      shownInOurs().length === 0 ? true : notYet(shownInOurs()),
    );
    expect(shownIn(place)).toEqual(['ada']);
    answer();
    await said;
    expect(shownIn(place)).toEqual([]);
  });
});

describe('a limit of Discord', () => {
  const six = Array.from({ length: 6 }, (_, index) => climbed(`user${index}`));

  it('holds for the webhook that it was told of, and for no other', async () => {
    await say(...six.slice(0, 5));
    await registered();
    await say(climbed('late'));
    expect(shownIn(place)).toEqual(['late']);
    expect(shownInOurs()).not.toContain('late');
    world.clock.advance(2_000);
    await world.drain();
    expect(shownInOurs()).toContain('late');
    expect(discord.requests.map(({ status }) => status)).not.toContain(429);
  });

  it('does not mix up what waits for its end', async () => {
    await registered();
    const names = Array.from({ length: 12 }, (_, index) => `user${index}`);
    await say(...names.map((name) => climbed(name)));
    for (const _window of [1, 2]) {
      world.clock.advance(2_000);
      await world.drain();
    }
    expect([shownIn(place), shownInOurs()]).toEqual([names, names]);
  });

  it('that is global holds for all of them', async () => {
    await registered();
    discord.limitGlobally(60_000);
    await say(climbed('ada'));
    // One for each channel at the most: they ask at the same time.
    const refused = discord.requests.map(({ status }) => status);
    expect([[429], [429, 429]]).toContainEqual(refused);
    await say(climbed('grace'));
    world.clock.advance(58_000);
    await world.drain();
    expect(discord.requests).toHaveLength(refused.length);
    world.clock.advance(2_000);
    await world.drain();
    expect([shownInOurs(), shownIn(place)].map((names) => [...names].sort())).toEqual([
      ['ada', 'grace'],
      ['ada', 'grace'],
    ]);
  });
});

describe('the webhooks of somebody', () => {
  it('whose account is gone are forgotten', async () => {
    await registered();
    await say(new AccountDeletedIntegrationEvent({ userId: 'u-ada' }), climbed('grace'));
    expect(await world.rows('SELECT FROM discord.registered_webhooks')).toEqual([]);
    expect(shownIn(place)).toEqual([]);
    expect(shownInOurs()).toEqual(['grace']);
  });

  it('who is suspended get nothing until they are back', async () => {
    await registered();
    await say(new AccountSuspendedIntegrationEvent({ userId: 'u-ada', reason: 'spam' }), climbed('grace'));
    expect(shownIn(place)).toEqual([]);
    await say(new AccountReinstatedIntegrationEvent({ userId: 'u-ada' }), climbed('hedy'));
    expect(shownIn(place)).toEqual(['hedy']);
  });
});
