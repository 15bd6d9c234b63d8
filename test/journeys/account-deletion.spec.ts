import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoardwalkWorld, inviteIn, operator, type Person, tokenIn } from './boardwalk-world.js';

/** In no word of anybody else. */
const username = 'zanzibar-quill';
const bio = 'Collects tide tables of Zanzibar';

describe('an account that is deleted', () => {
  let world: BoardwalkWorld;
  let quill: Person;
  let grace: Person;

  beforeAll(async () => {
    world = await BoardwalkWorld.start();
    quill = await world.signUp(username);
    grace = await world.signUp('grace');
    await live();
    await world.expect(204, 'POST', 'me/delete', {
      as: quill.token,
      body: { password: `the password of ${username}` },
    });
    await world.drain();
  });
  afterAll(() => world.stop());

  const as = () => ({ as: quill.token });

  /** Leaves something of the person in every context. */
  async function live(): Promise<void> {
    const profile = {
      displayName: 'Zanzibar Quill',
      bio,
      links: ['https://zanzibar.example'],
      isPublic: true,
    };
    const preferences = { language: null, timeZone: null };
    await world.expect(200, 'PUT', 'me/profile', { ...as(), body: { ...profile, preferences } });
    await world.expect(201, 'POST', 'api-keys', {
      ...as(),
      body: { name: 'laptop', scopes: ['*'] },
    });
    await world.expect(201, 'POST', 'collectives', { ...as(), body: { slug: 'inks', name: 'Inks' } });
    await world.drain();
    const body = { email: grace.email, role: 'admin' };
    await world.expect(201, 'POST', 'collectives/inks/invites', { ...as(), body });
    await world.drain();
    const mail = world.mailsTo(grace.email).find(({ text }) => text.includes('invite='));
    await world.expect(200, 'POST', `invites/${inviteIn(mail)}/accept`, {
      as: grace.token,
      body: { token: tokenIn(mail) },
    });
    await world.drain();
    await world.publish(quill, '@inks/black', '2026.06.01.1');
    await world.drain();
    await world.expect(202, 'POST', 'password-resets', { body: { email: quill.email } });
    await world.drain();
  }

  it('has left nothing personal in any table, span or file', async () => {
    const found = await placesOf(/zanzibar[-. ]?(quill@|\.example)|tide tables/i);
    expect(found).toEqual([]);
  });

  it('has left its name in the facts of before, and nowhere else but where it stays taken', async () => {
    // Facts name people by their public names, and the log stays as it was written until it is dropped by age. The slug of the
    // collective that everybody has is kept, so that nobody else publishes under it.
    expect(await placesOf(/zanzibar/i)).toEqual([
      'collectives.slugs',
      'extensions.collectives',
      'identity.usernames',
      'messaging.facts',
    ]);
    const again = { username, email: 'somebody-else@example.org', password: 'another long password' };
    expect(await world.request('POST', 'users', { body: again })).toMatchObject({ status: 409 });
  });

  it('is in the records of telemetry by no id either, not even within that of something else', async () => {
    const found = await placesOf(new RegExp(quill.userId));
    expect(found).toContain('messaging.facts');
    expect(found.filter((place) => /telemetry_events|observations|outgoing/.test(place))).toEqual([]);
  });

  it('is out of every public read, and can be used no more', async () => {
    expect(await world.request('GET', `users/${username}`)).toMatchObject({ status: 404 });
    expect(await world.request('GET', `stats/${username}`)).toMatchObject({ status: 404 });
    expect(await world.request('GET', 'me', as())).toMatchObject({ status: 401 });
    const credentials = { email: quill.email, password: `the password of ${username}` };
    expect(await world.request('POST', 'sessions', { body: credentials })).toMatchObject({ status: 401 });
    const { items } = await world.expect<{ items: { username: string }[] }>(200, 'GET', 'leaderboards');
    expect(items.map((item) => item.username)).toEqual(['grace']);
  });

  it('has handed its collective on, and its publications stay without an author', async () => {
    const { members } = await world.expect<{ members: object[] }>(200, 'GET', 'collectives/inks', {
      as: grace.token,
    });
    expect(members).toMatchObject([{ username: 'grace', role: 'owner' }]);
    expect(await world.request('GET', `collectives/${username}`)).toMatchObject({ status: 404 });
    expect(await world.request('GET', 'extensions/@inks/black')).toMatchObject({ status: 200 });
  });

  it('can be followed to its end by operators', async () => {
    const deletion = await world.expect<{ outcomes: { state: string }[] }>(
      200,
      'GET',
      `operator/account-deletions/${quill.userId}`,
      { as: operator },
    );
    expect(JSON.stringify(deletion)).not.toMatch(/pending|retrying|waiting|dead/);
    expect(JSON.stringify(deletion)).toContain('stats.scores');
  });

  /** Tables and files in which something matches. */
  async function placesOf(pattern: RegExp): Promise<string[]> {
    const tables = await world.rows<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const found = new Set<string>();
    for (const { name } of tables) {
      const [row] = await world.rows<{ texts: string | null }>(
        `SELECT string_agg(t::text, chr(10)) AS texts FROM ${name} t`,
      );
      if (pattern.test(row?.texts ?? '')) found.add(name.replace(/_\d+$/, ''));
    }
    for (const file of readdirSync(world.files, { recursive: true, encoding: 'utf8' })) {
      const path = join(world.files, file);
      if (statSync(path).isFile() && pattern.test(readFileSync(path, 'latin1'))) found.add(file);
    }
    return [...found].sort();
  }
});
