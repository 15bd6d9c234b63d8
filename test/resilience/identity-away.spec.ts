import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Migrations } from '@boardwalk/persistence';
import { type ContextName, contextNames, createPlatform } from '@boardwalk/platform';
import { cloneDatabase, templateDatabase, type TestDatabase } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseLink } from '../servers/database-link.js';

type Platform = Awaited<ReturnType<typeof createPlatform>>;

let home: string;
let database: TestDatabase;
/** Where people sign in. */
let identity: Platform;
/** The way to it from where collectives are. */
let link: DatabaseLink;
let extracted: Platform;

const platformOn = (
  databaseUrl: string,
  contexts: readonly ContextName[],
  more: { readonly identityUrl?: string } = {},
): Promise<Platform> =>
  createPlatform({
    contexts,
    roles: ['web'],
    databaseUrl,
    operatorToken: 'operator-without-identity-0123456789',
    secret: 'secret-without-identity-0123456789abcdefgh',
    publicUrl: 'http://boardwalk.test',
    home,
    ...more,
  });

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'boardwalk-identity-'));
  await templateDatabase('identity-away', async (url) => {
    const migrating = await platformOn(url, contextNames);
    await migrating.get(Migrations).run();
    await migrating.close();
  });
  database = await cloneDatabase('identity-away');
  identity = await platformOn(database.url, ['identity']);
  await identity.listen(0, '127.0.0.1');
  link = await DatabaseLink.to(await identity.getUrl());
  extracted = await platformOn(database.url, ['collectives'], { identityUrl: link.url });
  await extracted.init();
});
afterEach(async () => {
  await extracted.close();
  await identity.close();
  await link.cut();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

let strangers = 0;

/** Founds a collective, as somebody who has never been seen before unless the headers say who. */
async function found(
  headers: Record<string, string> = { authorization: `Bearer nobody-${(strangers += 1)}` },
) {
  const answer = await extracted.inject({
    method: 'POST',
    url: '/api/v1/collectives',
    headers,
    payload: { slug: 'the-crew', name: 'The crew' },
  });
  return { status: answer.statusCode, ...answer.json<{ type: string }>(), headers: answer.headers };
}

describe('a context whose process cannot reach the identities', () => {
  it('refuses nobody whom it cannot know, says when to come back, and goes on when it can', async () => {
    expect(await found()).toMatchObject({ status: 401 });

    await link.cut();
    expect(await found()).toMatchObject({
      status: 503,
      type: '/problems/identity-unreachable',
      headers: { 'retry-after': '2' },
    });
    // Whoever says nothing of themselves needs nobody who knows them.
    expect(await found({})).toMatchObject({ status: 401 });
    const known = await extracted.inject({ url: '/api/v1/collectives/the-crew' });
    expect(known.statusCode).toBe(404);
    const all = await Promise.all(Array.from({ length: 50 }, () => found()));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([503]));
    expect((await extracted.inject({ url: '/healthz' })).statusCode).toBe(200);

    await link.join();
    expect(await found()).toMatchObject({ status: 401 });
  });
});
