import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announcing, gzipped } from './archives.js';
import { type Answer, BoardwalkWorld, operator, type Person } from './boardwalk-world.js';

let world: BoardwalkWorld;
let ada: Person;
let grace: Person;
/** A publication of hers that was announced and waits for its archive. */
let announced: { readonly publicationId: string };

const archive = gzipped({ path: 'manifest.json', content: '{}' });
const climbing = gzipped(
  { path: 'manifest.json', content: '{}' },
  { path: '../../etc/cron.d/evil', content: '* * * * *' },
);
const absolute = gzipped({ path: '/etc/passwd', content: 'root::0:0' });

beforeAll(async () => {
  world = await BoardwalkWorld.start();
  ada = await world.signUp('ada');
  grace = await world.signUp('grace');
  await world.expect(201, 'POST', 'collectives', {
    as: grace.token,
    body: { slug: 'compilers', name: 'Compilers' },
  });
  await world.drain();
  await world.publish(ada, '@ada/notes', '2026.06.01.1');
  announced = await announce('@ada/pending', '2026.06.01.1', announcing(archive));
  await world.drain();
});
afterAll(() => world.stop());

const announce = (name: string, version: string, of: object) =>
  world.expect<{ publicationId: string }>(201, 'POST', 'publications', {
    as: ada.token,
    body: { name, version, ...of },
  });

interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string }[];
}

/** What is refused says so as a problem document whose type is documented, and nothing has changed afterwards. */
async function refused(ask: () => Promise<Answer>, status: number, code: string): Promise<Problem> {
  const before = await world.everything();
  const answer = await ask();
  await world.drain();
  expect(answer).toMatchObject({
    status,
    headers: { 'content-type': expect.stringMatching(/^application\/problem\+json/) },
    body: {
      type: `/problems/${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      instance: expect.stringMatching(/^\/api\/v1\//),
    },
  });
  expect(await world.everything()).toEqual(before);
  expect((await world.page(`/problems/${code}`)).status, `the page of ${code}`).toBe(200);
  return answer.body as Problem;
}

const post = (path: string, body: unknown, as?: string) => () =>
  world.request('POST', path, { body, ...(as !== undefined && { as }) });
const form = { username: 'mallory', email: 'mallory@example.org', password: 'a long enough password' };

describe('bad input', () => {
  it('that is no JSON is refused', async () => {
    for (const body of ['{"username": "mallory"', 'username=mallory', '{"a":1}{"b":2}'])
      await refused(post('users', body), 400, 'malformed-json');
  });

  it('that is no UTF-8 is refused', async () => {
    const body = Buffer.concat([
      Buffer.from('{"username":"mal'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);
    const headers = { 'content-type': 'application/json' };
    await refused(() => world.request('POST', 'users', { body, headers }), 400, 'malformed-json');
  });

  it('with fields that nobody knows is refused and names them', async () => {
    const problem = await refused(post('users', { ...form, isAdmin: true }), 400, 'validation-failed');
    expect(JSON.stringify(problem.errors)).toContain('isAdmin');
  });

  it('that reaches for the prototype is refused', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const body = `{"username":"mallory","email":"m@example.org","password":"a long enough one","${key}":{"isAdmin":true}}`;
      await refused(post('users', body), 400, 'validation-failed');
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('that is too large is refused', async () => {
    const body = { ...form, displayName: 'x'.repeat(200_000) };
    await refused(post('users', body), 413, 'body-too-large');
  });

  it('of another media type is refused', async () => {
    const ask = () =>
      world.request('POST', 'users', { body: '<user/>', headers: { 'content-type': 'application/xml' } });
    await refused(ask, 415, 'unsupported-media-type');
  });

  it.each([
    '2026.02.30.1',
    '2026.13.01.1',
    '2026.6.1.1',
    '2026.06.01',
    '1.2.3',
    '2026.06.01.01',
    '2026.06.01.-1',
  ])('that calls itself version %s is refused', async (version) => {
    const body = { name: '@ada/notes', version, ...announcing(archive) };
    await refused(post('publications', body, ada.token), 422, 'invalid-version');
  });

  it.each([
    '@a/../b',
    '@ada/..',
    '@ada/../../etc',
    '@ada//notes',
    'ada/notes',
    '@Ada/notes',
    '@ada/notes/',
    '@ada',
  ])('that calls an extension %s is refused', async (name) => {
    const body = { name, version: '2026.06.01.9', ...announcing(archive) };
    await refused(post('publications', body, ada.token), 422, 'invalid-extension-name');
  });

  it('is an archive that climbs out of its folder, or does not stay in it', async () => {
    for (const evil of [climbing, absolute]) {
      const { publicationId } = await announce('@ada/evil', '2026.06.01.1', announcing(evil));
      await refused(put(publicationId, evil), 422, 'archive-refused');
      await refused(
        post(`publications/${publicationId}/confirm`, undefined, ada.token),
        409,
        'archive-missing',
      );
    }
  });

  it('is another archive than was announced', async () => {
    const other = gzipped({ path: 'manifest.json', content: '[]' });
    expect(other.length).toBe(archive.length);
    await refused(put(announced.publicationId, other), 422, 'checksum-mismatch');
    await refused(put(announced.publicationId, archive.subarray(0, 40)), 422, 'size-mismatch');
  });

  it('publishes a version twice', async () => {
    const body = { name: '@ada/notes', version: '2026.06.01.1', ...announcing(archive) };
    await refused(post('publications', body, ada.token), 409, 'version-taken');
  });

  it('is about a collective of others, which a stranger cannot tell from none', async () => {
    for (const slug of ['compilers', 'nobody-has-this']) {
      const body = { name: `@${slug}/mine`, version: '2026.06.01.1', ...announcing(archive) };
      await refused(post('publications', body, ada.token), 404, 'collective-not-yours');
      const invite = { email: 'friend@example.org', role: 'member' };
      await refused(post(`collectives/${slug}/invites`, invite, ada.token), 404, 'collective-not-found');
    }
  });

  it('comes without credentials, or with those of somebody else', async () => {
    const body = { slug: 'mine', name: 'Mine' };
    await refused(post('collectives', body), 401, 'unauthenticated');
    await refused(post('collectives', body, 'no-such-token'), 401, 'unauthenticated');
    await refused(post('operator/users:import', { users: [] }, ada.token), 403, 'forbidden');
    await refused(put(announced.publicationId, archive, grace.token), 404, 'publication-not-found');
  });
});

const put =
  (publicationId: string, body: Buffer, as = ada.token) =>
  () =>
    world.request('PUT', `publications/${publicationId}/archive`, {
      as,
      body,
      headers: { 'content-type': 'application/gzip' },
    });

describe('bad lines of an import', () => {
  const line = {
    publishedAt: '2026-05-01T10:00:00Z',
    name: '@compilers/a0',
    version: '2026.05.01.1',
    author: 'grace',
    platforms: [],
    labels: [],
    contents: {},
    dependencies: [],
  };
  const send = (...lines: readonly object[]) =>
    world.request<{ results: { line: number; status: string; reason?: string }[] }>(
      'POST',
      'operator/publications:import',
      {
        as: operator,
        body: { lines: lines.map((each, index) => ({ line: index + 1, ...each })) },
      },
    );

  it('that are no JSON are refused with their whole request', async () => {
    const ask = () =>
      world.request('POST', 'operator/publications:import', { as: operator, body: '{"lines":[{"line":1,]}' });
    await refused(ask, 400, 'malformed-json');
  });

  it('are rejected one by one, each with its reason, and change nothing', async () => {
    const before = await world.everything();
    const { status, body } = await send(
      { ...line, version: '2026.02.30.1' },
      { ...line, name: '@a/../b' },
      { ...line, author: 'nobody' },
      { ...line, name: '@nobody-has-this/a' },
      { ...line, publishedAt: 'yesterday' },
      { ...line, contents: { models: -1 } },
      {},
    );
    await world.drain();
    expect(status).toBe(200);
    for (const result of body.results)
      expect(result).toMatchObject({ status: 'rejected', reason: expect.stringMatching(/.{15,}/) });
    expect(body.results.map((result) => result.line)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await world.everything()).toEqual(before);
  });

  it('that repeat are told so, within a request and later, and change nothing', async () => {
    const { body } = await send(line, line);
    expect(body.results.map((result) => result.status)).toEqual(['done', 'repeated']);
    await world.drain();
    const before = await world.everything();
    expect((await send(line)).body.results).toEqual([{ line: 1, status: 'repeated' }]);
    expect((await send({ ...line, labels: ['other'] })).body.results).toMatchObject([{ status: 'rejected' }]);
    await world.drain();
    expect(await world.everything()).toEqual(before);
  });
});

describe('a corrupt log', () => {
  const append = (type: string, data: string, key: string) =>
    world.rows(
      `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
       VALUES (gen_random_uuid(), $1, '/contexts/identity', $3, now(), '{"correlationid":"c"}', $2)`,
      [type, data, key],
    );

  it('ends in dead letters with what stood there, and everything else flows', async () => {
    await append('identity.user-registered.v1', '{"userId": "torn', 'u-torn');
    await append('identity.user-registered.v1', '{"userId":"u-odd","username":"not a name"}', 'u-odd');
    await append('weather.storm-raised.v1', '{"speed":12}', 'w1');
    const linus = await world.signUp('linus');
    await world.publish(linus, '@linus/kernel', '2026.06.01.1');
    await world.drain();

    expect(await world.expect(200, 'GET', 'stats/linus')).toMatchObject({ total: 710 });
    // A welcome, the confirmation, two badges and a tier.
    expect(world.mailsTo(linus.email)).toHaveLength(5);
    expect(world.discord.messages.some(({ content }) => content.includes('linus'))).toBe(true);

    const letters = await world.listed<{
      type: string;
      subscription: string;
      errorClass: string;
      raw: unknown;
    }>('operator/dead-letters?limit=100');
    expect(
      new Set(letters.map(({ type, errorClass }) => `${type} ${errorClass}`)).size,
    ).toBeGreaterThanOrEqual(3);
    const told = JSON.stringify(letters);
    for (const what of ['torn', 'u-odd', 'speed']) expect(told).toContain(what);
    const kept = await world.rows<{ raw: string }>('SELECT raw FROM messaging.deliveries');
    for (const { raw } of kept) expect(raw).toMatch(/torn|u-odd|speed/);
    const subscribers = letters.filter(({ type }) => type === 'identity.user-registered.v1');
    expect(new Set(subscribers.map(({ subscription }) => subscription)).size).toBeGreaterThanOrEqual(6);
  });
});
