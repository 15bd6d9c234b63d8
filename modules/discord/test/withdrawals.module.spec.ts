import {
  AccountDeletedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  ExtensionTakenDownIntegrationEvent,
  ExtensionYankedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  VisibilityChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { DiscordStandIn, operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PostView } from '../application/post-reads.js';
import { DiscordModule } from '../discord.module.js';
import { memberBurst, publicationBurst } from '../domain/limits.js';
import { secret } from './facts.js';
import { awarded, climbed, published, registered } from './people.js';

const gull = '@tide-pool/gull';
const crab = '@tide-pool/crab';
const yanked = (version?: string) =>
  new ExtensionYankedIntegrationEvent({
    ...{ extensionName: gull, userId: 'u-ada', username: 'ada', reason: 'broken' },
    ...(version !== undefined && { version }),
  });
const madePrivate = () =>
  new VisibilityChangedIntegrationEvent({
    ...{ extensionName: gull, visibility: 'private', userId: 'u-ada', collectiveId: 'c-1' },
  });
const takenDown = new ExtensionTakenDownIntegrationEvent({
  ...{ extensionName: gull, collectiveId: 'c-1', reason: 'malware' },
});
const deleted = (username: string) => new AccountDeletedIntegrationEvent({ userId: `u-${username}` });

let world: World;
let discord: DiscordStandIn;
beforeEach(async () => {
  discord = await DiscordStandIn.start({ clock: { now: () => world.clock.now() }, limit: 100 });
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

async function say(...facts: readonly object[]): Promise<void> {
  for (const fact of facts) {
    await world.publish(fact);
    world.clock.advance(1);
  }
  await world.drain();
}
async function later(milliseconds: number): Promise<void> {
  world.clock.advance(milliseconds);
  await world.drain();
}
/** As they read: without what keeps names from meaning anything. */
const shown = () => discord.messages.map(({ content }) => content.replaceAll('\\', ''));
async function posts(): Promise<readonly PostView[]> {
  const { body } = await world.request('GET', '/api/v1/operator/discord-messages', { as: operatorToken });
  return (body as { items: PostView[] }).items;
}
async function everything(): Promise<string> {
  const tables = ['announcements', 'posts', 'captured_posts', 'bursts'];
  return JSON.stringify(
    await Promise.all(tables.map((table) => world.rows(`SELECT * FROM discord.${table}`))),
  );
}

describe('many publications of one collective', () => {
  it('are the first of them and one message about the rest', async () => {
    await say(...['1', '2', '3', '4'].map((number) => published(`2026.06.01.${number}`)));
    await say(published('2026.06.01.1', { extensionName: crab, username: 'grace', userId: 'u-grace' }));
    expect(shown()).toEqual(['📦 **ada** published **@tide-pool/gull** 2026.06.01.1.']);
    await later(publicationBurst.windowMs);
    expect(shown().slice(1)).toEqual([
      [
        '📦 **@tide-pool** published 4 versions:',
        '• **@tide-pool/gull** 2026.06.01.2 by ada',
        '• **@tide-pool/gull** 2026.06.01.3 by ada',
        '• **@tide-pool/gull** 2026.06.01.4 by ada',
        '• **@tide-pool/crab** 2026.06.01.1 by grace',
      ].join('\n'),
    ]);
    expect((await posts()).map(({ announces }) => announces)).toEqual([4, 1]);
  });

  it('cost no more to collect than it takes to name the first of them', async () => {
    await say(...Array.from({ length: 12 }, (_, index) => published(`2026.06.01.${index + 1}`)));
    // Whoever read one of these would fail.
    await world.rows(
      `UPDATE discord.announcements SET announcement = 'unreadable' WHERE version IN ($1, $2)`,
      [...['2026.06.01.11', '2026.06.01.12']],
    );
    await say(published('2026.06.01.13'));
    await later(publicationBurst.windowMs);
    const [opening, ...lines] = (shown().at(-1) ?? '').split('\n');
    expect(opening).toBe('📦 **@tide-pool** published 12 versions:');
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe('… and 4 more.');
  });

  it('are counted without those that were yanked meanwhile', async () => {
    await say(...Array.from({ length: 12 }, (_, index) => published(`2026.06.01.${index + 1}`)));
    await say(yanked('2026.06.01.3'), yanked('2026.06.01.3'), yanked('2026.06.01.12'));
    await later(publicationBurst.windowMs);
    expect(shown().at(-1)).toContain('published 9 versions');
    expect(shown().at(-1)).toContain('… and 1 more.');
    expect((await posts()).map(({ announces }) => announces)).toEqual([9, 1]);
  });

  it('of another collective are another burst', async () => {
    await say(published('2026.06.01.1'), published('2026.06.01.1', { extensionName: '@ada/notes' }));
    expect(shown()).toHaveLength(2);
  });

  it('that come one by one, each after a while, are each a message', async () => {
    await say(published('2026.06.01.1'));
    await later(publicationBurst.windowMs);
    await say(published('2026.06.01.2'));
    expect(shown()).toHaveLength(2);
  });

  it('come into a message of their own when the collected one has gone out already', async () => {
    await say(published('2026.06.01.1'), published('2026.06.01.2'));
    // A sender whose clock is ahead has taken it.
    await world.rows(`UPDATE discord.posts SET status = 'sent' WHERE status = 'queued'`);
    await say(published('2026.06.01.3'));
    await later(publicationBurst.windowMs);
    expect(shown()).toEqual([
      '📦 **ada** published **@tide-pool/gull** 2026.06.01.1.',
      '📦 **ada** published **@tide-pool/gull** 2026.06.01.3.',
    ]);
  });
});

describe('a wave of new members', () => {
  it('is counted once there are more than ten in ten minutes', async () => {
    const names = Array.from({ length: 14 }, (_, index) => `user${index + 10}`);
    await say(...names.map((name) => registered(name)));
    expect(shown()).toHaveLength(memberBurst.alone);
    await later(memberBurst.windowMs);
    expect(shown().at(-1)).toBe(
      ['👋 4 people joined the boardwalk:', ...names.slice(10).map((name) => `• **${name}**`)].join('\n'),
    );
  });
});

describe('a post that waits', () => {
  const waiting = () => say(published('2026.06.01.1'), published('2026.06.01.2'), published('2026.06.01.3'));
  const told = () => shown().slice(1);

  it.each([
    ['yanked', yanked('2026.06.01.2'), ['📦 **ada** published **@tide-pool/gull** 2026.06.01.3.']],
    ['yanked as a whole', yanked(), []],
    ['private', madePrivate(), []],
    ['taken down', takenDown, []],
  ])('says nothing of what is %s by then', async (_what, fact, expected) => {
    await waiting();
    await say(fact);
    await later(publicationBurst.windowMs);
    expect(told().filter((content) => content.includes('gull'))).toEqual(expected);
  });

  it.each([
    ['is gone', deleted('ada')],
    ['is private', new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-ada', isPublic: false })],
    ['is suspended', new AccountSuspendedIntegrationEvent({ userId: 'u-ada', reason: 'spam' })],
  ])('names nobody who %s by then, and still names the others', async (_what, fact) => {
    await waiting();
    await say(published('2026.06.01.1', { extensionName: crab, username: 'grace', userId: 'u-grace' }));
    await say(fact);
    await later(publicationBurst.windowMs);
    expect(shown().at(-1)).toBe('📦 **grace** published **@tide-pool/crab** 2026.06.01.1.');
    expect(shown().filter((content) => content.includes('2026.06.01.2'))).toEqual([]);
  });

  it('calls people by the name that they have by then', async () => {
    await waiting();
    await say(
      new UsernameChangedIntegrationEvent({ userId: 'u-ada', oldUsername: 'ada', newUsername: 'lady-l' }),
    );
    await later(publicationBurst.windowMs);
    expect(told()).toEqual([expect.stringContaining('2026.06.01.3 by lady-l')]);
    expect(told().join()).not.toContain('by ada');
  });
});

describe('a message that stands in the channel', () => {
  it('is taken away when the account that it names is gone, and nothing here names it', async () => {
    await say(
      registered('ada', { displayName: 'Ada Byron' }),
      climbed('ada'),
      awarded('ada'),
      climbed('grace'),
    );
    expect(shown()).toHaveLength(4);
    await say(deleted('ada'));
    expect(shown()).toEqual(['🎢 **grace** reached the tier **Novice II**.']);
    expect(await everything()).not.toMatch(/u-ada|Ada Byron|\bada\b/);
    await say(climbed('ada'));
    expect(shown()).toHaveLength(1);
  });

  it('is changed when it says something else besides, and notifies nobody then either', async () => {
    const names = Array.from({ length: memberBurst.alone }, (_, index) => `user${index + 10}`);
    await say(...names.map((name) => registered(name)));
    await say(registered('grace', { displayName: '@everyone' }), registered('hedy'));
    await later(memberBurst.windowMs);
    expect(shown().at(-1)).toContain('hedy');
    await say(deleted('hedy'));
    expect(discord.messages.at(-1)).toMatchObject({
      edits: 1,
      pings: false,
      content: String.raw`👋 **\@everyone** (grace) joined the boardwalk.`,
    });
  });

  it('stays when the version is yanked: that is no secret', async () => {
    await say(published('2026.06.01.1'));
    await say(yanked());
    expect(shown()).toEqual(['📦 **ada** published **@tide-pool/gull** 2026.06.01.1.']);
  });

  it('is taken away when the profile or the extension becomes private', async () => {
    await say(published('2026.06.01.1'), climbed('grace'));
    await say(
      madePrivate(),
      new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-grace', isPublic: false }),
    );
    expect(shown()).toEqual([]);
    await say(
      new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-grace', isPublic: true }),
      climbed('grace'),
    );
    expect(shown()).toHaveLength(1);
  });

  it('is changed as often as it takes, whatever Discord says meanwhile', async () => {
    await say(climbed('ada'));
    discord.failNext({ kind: 'post-and-hang-up' }, { kind: 'answer', status: 502 });
    await say(deleted('ada'));
    await later(60_000);
    await later(60_000);
    expect(shown()).toEqual([]);
    const rows = await world.rows('SELECT status FROM discord.amendments');
    expect(rows).toEqual([{ status: 'sent' }]);
  });

  it('is waited for while it is on its way', async () => {
    await say(climbed('grace'));
    // What a process holds that is posting at this moment.
    const lease = new Date(world.clock.now().getTime() + 60_000);
    await world.rows(`UPDATE discord.posts SET status = 'sending', leased_until = $1`, [lease]);
    await say(deleted('grace'));
    expect(shown()).toHaveLength(1);
    await world.rows(`UPDATE discord.posts SET status = 'sent', leased_until = NULL`);
    await later(10_000);
    expect(shown()).toEqual([]);
  });
});
