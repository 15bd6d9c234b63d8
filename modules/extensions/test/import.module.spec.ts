import { operatorToken } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAda, Beach, expected } from './extensions-world.js';

let beach: Beach;
beforeEach(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.found('dunes', ['grace']);
  await beach.world.drain();
});
afterEach(() => beach.stop());

function line(number: number, name: string, version: string, fields: object = {}) {
  return {
    line: number,
    publishedAt: '2026-03-17T18:21:17+00:00',
    name,
    version,
    author: 'ada',
    platforms: [],
    labels: ['shell'],
    contents: { models: 1 },
    dependencies: [],
    ...fields,
  };
}

const statuses = (results: readonly { status: string }[]) => results.map(({ status }) => status);
const published = async () =>
  (await beach.published()).map(({ extensionName, version }) => `${extensionName} ${version}`);
const show = async (name: string) =>
  expected(200, await beach.world.request('GET', `/api/v1/extensions/${name}`)) as {
    latest: string;
    labels: string[];
    lastPublishedAt: string;
    versions: { items: { version: string; author: string; dependencies: object[] }[] };
  };

describe('an import of publications', () => {
  it('publishes each line at its time, under its author and collective, in the order of the file', async () => {
    const results = await beach.import([
      line(7, '@tide-pool/a', '2026.03.17.2', { author: 'grace' }),
      line(8, '@dunes/b', '2026.03.17.1', { author: 'ada', publishedAt: '2026-03-17T20:21:17+02:00' }),
      line(9, '@tide-pool/a', '2026.03.17.1', { publishedAt: '2026-03-16T00:00:00Z' }),
      line(10, '@dunes/b', '2026.03.18.1', { publishedAt: '2026-03-18T00:00:00Z' }),
    ]);
    expect(results).toEqual([7, 8, 9, 10].map((number) => ({ line: number, status: 'done' })));
    const facts = await beach.published();
    expect(
      facts.map((fact) => [
        ...[fact.extensionName, fact.version, fact.username, fact.collectiveSlug, fact.firstPublish],
        fact.metadata.occurredAt,
      ]),
    ).toEqual([
      ['@tide-pool/a', '2026.03.17.2', 'grace', 'tide-pool', true, '2026-03-17T18:21:17.000Z'],
      // Ada does not belong to Dunes: an import asks who published, not who may.
      ['@dunes/b', '2026.03.17.1', 'ada', 'dunes', true, '2026-03-17T18:21:17.000Z'],
      ['@tide-pool/a', '2026.03.17.1', 'ada', 'tide-pool', false, '2026-03-16T00:00:00.000Z'],
      ['@dunes/b', '2026.03.18.1', 'ada', 'dunes', false, '2026-03-18T00:00:00.000Z'],
    ]);
  });

  it('finds the latest by calendar, whatever the order of the file', async () => {
    await beach.import([
      line(1, '@tide-pool/a', '2026.03.18.9', { labels: ['old'] }),
      line(2, '@tide-pool/a', '2026.03.18.10', { labels: ['new'], publishedAt: '2026-03-20T00:00:00Z' }),
      line(3, '@tide-pool/a', '2026.03.17.99', { labels: ['late'], publishedAt: '2026-03-22T00:00:00Z' }),
    ]);
    expect(await show('@tide-pool/a')).toMatchObject({
      latest: '2026.03.18.10',
      labels: ['new'],
      lastPublishedAt: '2026-03-22T00:00:00.000Z',
    });
    expect((await show('@tide-pool/a')).versions.items.map(({ version }) => version)).toEqual([
      '2026.03.18.10',
      '2026.03.18.9',
      '2026.03.17.99',
    ]);
  });

  it('changes nothing the second time', async () => {
    const lines = [line(1, '@tide-pool/a', '2026.03.17.1'), line(2, '@tide-pool/b', '2026.03.17.1')];
    await beach.import(lines);
    const rows = await beach.world.rows('SELECT * FROM extensions.extensions ORDER BY name');
    expect(statuses(await beach.import(lines))).toEqual(['repeated', 'repeated']);
    expect(await beach.world.rows('SELECT * FROM extensions.extensions ORDER BY name')).toEqual(rows);
    expect(await published()).toHaveLength(2);
  });

  it('changes nothing when the same comes twice in one batch, or in many at once', async () => {
    const lines = Array.from({ length: 40 }, (_, n) =>
      line(n + 1, `@tide-pool/e${n % 5}`, `2026.03.17.${n % 20}`),
    );
    const batches = await Promise.all([lines, lines.toReversed(), lines].map((batch) => beach.import(batch)));
    const counted = batches.flat().filter(({ status }) => status === 'done');
    expect(counted).toHaveLength(20);
    expect(batches.flat().filter(({ status }) => status === 'repeated')).toHaveLength(100);
    expect(new Set(await published()).size).toBe(20);
    expect(await published()).toHaveLength(20);
    const firsts = (await beach.published()).filter(({ firstPublish }) => firstPublish);
    expect(new Set(firsts.map(({ extensionName }) => extensionName)).size).toBe(5);
    expect(firsts).toHaveLength(5);
  });

  it('records dependencies that do not exist, and resolves them once they do', async () => {
    await beach.import([line(1, '@tide-pool/a', '2026.03.17.1', { dependencies: ['@dunes/b', '@dunes/c'] })]);
    const dependencies = async () => (await show('@tide-pool/a')).versions.items[0]?.dependencies;
    expect(await dependencies()).toEqual([
      { name: '@dunes/b', resolved: false },
      { name: '@dunes/c', resolved: false },
    ]);
    await beach.import([line(2, '@dunes/b', '2026.03.17.1')]);
    expect(await dependencies()).toEqual([
      { name: '@dunes/b', resolved: true },
      { name: '@dunes/c', resolved: false },
    ]);
  });

  it('rejects bad lines with a reason each and takes their neighbours', async () => {
    await beach.import([line(1, '@tide-pool/a', '2026.03.17.1')]);
    const results = await beach.import([
      line(1, '@tide-pool/b', '2026.02.30.1'),
      line(2, '@tide-pool/b', '2026.03.17.1'),
      line(3, '@tide-pool/../b', '2026.03.17.1'),
      line(4, '@tide-pool/a', '2026.03.17.1', { labels: ['other'], contents: { models: 2 } }),
      line(5, '@tide-pool/c', '2026.03.17.1', { author: 'nobody' }),
      line(6, '@nowhere/c', '2026.03.17.1'),
      line(7, '@tide-pool/c', '2026.03.17.1', { contents: { models: -1 } }),
      { line: 8, name: '@tide-pool/c' },
      line(9, '@tide-pool/c', '2026.03.17.1', { publishedAt: 'yesterday' }),
      line(10, '@tide-pool/c', '2026.03.17.1', { dependencies: ['left-pad'] }),
      line(11, '@tide-pool/c', '2026.03.17.1', { channel: 'stable' }),
    ]);
    expect(results).toEqual([
      { line: 1, status: 'rejected', reason: expect.stringContaining('no calendar has the day 2026-02-30') },
      { line: 2, status: 'done' },
      { line: 3, status: 'rejected', reason: expect.stringContaining('no name of an extension') },
      { line: 4, status: 'rejected', reason: expect.stringContaining('other content (labels, contents)') },
      { line: 5, status: 'rejected', reason: expect.stringContaining('no author "nobody"') },
      { line: 6, status: 'rejected', reason: expect.stringContaining('no collective "nowhere"') },
      { line: 7, status: 'rejected', reason: expect.stringContaining('contents.models') },
      { line: 8, status: 'rejected', reason: expect.stringContaining('publishedAt') },
      { line: 9, status: 'rejected', reason: expect.stringContaining('publishedAt') },
      { line: 10, status: 'rejected', reason: expect.stringContaining('"left-pad" is no name') },
      { line: 11, status: 'done' },
    ]);
    expect(await published()).toEqual([
      '@tide-pool/a 2026.03.17.1',
      '@tide-pool/b 2026.03.17.1',
      '@tide-pool/c 2026.03.17.1',
    ]);
  });

  it('rejects what somebody uploaded under the same version', async () => {
    expected(200, await beach.publish(asAda, '@tide-pool/a', '2026.03.17.1'));
    const [result] = await beach.import([
      line(1, '@tide-pool/a', '2026.03.17.1', { labels: [], contents: {} }),
    ]);
    expect(result).toEqual({
      line: 1,
      status: 'rejected',
      reason: expect.stringContaining('(publishedAt, archive)'),
    });
  });

  it('can be followed by publishing in three steps', async () => {
    await beach.import([line(1, '@tide-pool/a', '2026.03.17.1')]);
    expect(await beach.initiate(asAda, '@tide-pool/a', '2026.03.17.1')).toMatchObject({ status: 409 });
    expected(
      200,
      await beach.publish(asAda, '@tide-pool/a', '2026.03.18.1', { description: 'Now with words.' }),
    );
    expect(await show('@tide-pool/a')).toMatchObject({
      latest: '2026.03.18.1',
      description: 'Now with words.',
    });
  });

  it('asks for lines again whose author or collective is on the way, and for every later one', async () => {
    await beach.signUp('mary');
    await beach.found('reef', ['mary']);
    const lines = [
      line(1, '@tide-pool/a', '2026.03.17.1', { author: 'mary' }),
      line(2, '@tide-pool/a', '2026.03.17.2'),
      line(3, '@tide-pool/b', '2026.03.17.1'),
      line(4, '@reef/c', '2026.03.17.1'),
      line(5, '@tide-pool/a', '2026.02.30.1'),
    ];
    const position = await beach.position();
    expect(statuses(await beach.import(lines, position))).toEqual([
      'behind',
      'behind',
      'behind',
      'behind',
      'rejected',
    ]);
    expect(await published()).toEqual([]);
    await beach.world.drain();
    expect(statuses(await beach.import(lines, position))).toEqual([
      'done',
      'done',
      'done',
      'done',
      'rejected',
    ]);
  });

  it('does not ask again without a position: nobody promised that the author is on the way', async () => {
    await beach.signUp('mary');
    const [result] = await beach.import([line(1, '@tide-pool/a', '2026.03.17.1', { author: 'mary' })]);
    expect(result).toMatchObject({ status: 'rejected' });
  });

  it('does not ask again for somebody who is unknown at the position', async () => {
    const [result] = await beach.import(
      [line(1, '@tide-pool/a', '2026.03.17.1', { author: 'nobody' })],
      await beach.position(),
    );
    expect(result).toMatchObject({ status: 'rejected' });
  });

  it('takes an empty batch, and refuses one that is too long or has no numbers', async () => {
    const send = (body: unknown, as = operatorToken) =>
      beach.world.request('POST', '/api/v1/operator/publications:import', { as, body });
    expect(await send({ lines: [] })).toMatchObject({ status: 200, body: { results: [] } });
    const many = Array.from({ length: 1001 }, (_, n) => line(n + 1, '@tide-pool/a', `2026.03.17.${n}`));
    expect(await send({ lines: many })).toMatchObject({ status: 400 });
    expect(await send({ lines: [{ name: '@tide-pool/a' }] })).toMatchObject({ status: 400 });
    expect(await send({ lines: [], else: 1 })).toMatchObject({ status: 400 });
    expect(await send(JSON.parse('{"lines":[{"line":1,"__proto__":{"a":1}}]}'))).toMatchObject({
      status: 400,
    });
    expect(await send({ lines: [] }, asAda)).toMatchObject({ status: 403 });
    expect(await published()).toEqual([]);
  });

  it('takes a thousand lines at once', async () => {
    const lines = Array.from({ length: 1000 }, (_, n) =>
      line(n + 1, `@tide-pool/e${n % 37}`, `2026.03.${10 + (n % 9)}.${n}`),
    );
    expect(new Set(statuses(await beach.import(lines)))).toEqual(new Set(['done']));
    expect(await published()).toEqual(lines.map(({ name, version }) => `${name} ${version}`));
  });
});
