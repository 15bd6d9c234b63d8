import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAda, asGrace, Beach, expected } from './extensions-world.js';

let beach: Beach;
const asStranger = 'user:u-linus:linus';

beforeAll(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.found('dunes', ['ada']);
  await beach.found('ada', ['ada'], true);
  await beach.world.drain();
  const publish = async (name: string, fields: object = {}, version = '2026.05.01.1') => {
    beach.world.clock.advance(60_000);
    expected(200, await beach.publish(asAda, name, version, fields));
  };
  await publish('@tide-pool/sea/shells', {
    description: 'From 100% of all shores',
    labels: ['shell', 'sea'],
  });
  await publish('@tide-pool/crabs', { labels: ['sea'], platforms: ['linux-x86_64'] });
  await publish('@dunes/grass', { description: 'Sways.', labels: ['land'] });
  await publish('@dunes/hidden_well', {
    visibility: 'private',
    labels: ['land'],
    description: 'Secret water.',
  });
  await publish('@ada/notes');
  await publish('@tide-pool/crabs', { labels: ['sea'], platforms: ['linux-x86_64'] }, '2026.05.02.1');
});
afterAll(() => beach.stop());

interface List {
  items: { name: string; latest: string; visibility: string }[];
  nextCursor: string | null;
}
async function search(query: string, as?: string): Promise<List> {
  const request = as === undefined ? {} : { as };
  return expected(200, await beach.world.request('GET', `/api/v1/extensions?${query}`, request)) as List;
}
const names = async (query: string, as?: string) => (await search(query, as)).items.map(({ name }) => name);

describe('the list of extensions', () => {
  it('is alphabetical and public', async () => {
    const everyone = ['@ada/notes', '@dunes/grass', '@tide-pool/crabs', '@tide-pool/sea/shells'];
    expect(await names('')).toEqual(everyone);
    expect(await names('', asStranger)).toEqual(everyone);
  });

  it('shows private ones to members of their collective', async () => {
    expect(await names('collective=dunes', asAda)).toEqual(['@dunes/grass', '@dunes/hidden_well']);
    expect(await names('collective=dunes', asGrace)).toEqual(['@dunes/grass']);
  });

  it('can be in the order of publication, latest first', async () => {
    expect(await names('sort=newest')).toEqual([
      '@tide-pool/crabs',
      '@ada/notes',
      '@dunes/grass',
      '@tide-pool/sea/shells',
    ]);
  });

  it.each([
    ['q=crab', ['@tide-pool/crabs']],
    ['q=SHORES', ['@tide-pool/sea/shells']],
    ['q=land', ['@dunes/grass']],
    ['q=lan', ['@dunes/grass']],
    ['q=and', []],
    ['q=rass', ['@dunes/grass']],
    ['q=tide+sea&sort=name', ['@tide-pool/crabs', '@tide-pool/sea/shells']],
    ['q=sea+grass', []],
    ['q=%40dunes%2Fgrass', ['@dunes/grass']],
    ['q=100%25', ['@tide-pool/sea/shells']],
    ['q=%25', []],
    ['q=%26+%7C+%21+%3A*', []],
    ['q=_', []],
    ['q=%5C', []],
    ["q=';DROP", []],
    ['q=water', []],
    ['label=sea', ['@tide-pool/crabs', '@tide-pool/sea/shells']],
    ['label=se', []],
    ['platform=linux-x86_64', ['@tide-pool/crabs']],
    ['collective=tide-pool&label=shell', ['@tide-pool/sea/shells']],
    ['collective=nobody', []],
    ['q=sea&collective=tide-pool&label=sea&platform=linux-x86_64', ['@tide-pool/crabs']],
  ])('filtered by %s is %j', async (query, found) => {
    expect(await names(query)).toEqual(found);
  });

  it.each(['name', 'newest', 'most-pulled'])('comes in pages, in the order of %s', async (sort) => {
    const whole = await names(`sort=${sort}`, asAda);
    const paged: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const list: List = await search(`sort=${sort}&limit=2${next === '' ? '' : `&cursor=${next}`}`, asAda);
      expect(list.items.length).toBeLessThanOrEqual(2);
      paged.push(...list.items.map(({ name }) => name));
      next = list.nextCursor;
    }
    expect(paged).toEqual(whole);
    expect(new Set(paged).size).toBe(paged.length);
    expect(paged).toHaveLength(5);
  });

  it.each([
    'limit=0',
    'limit=101',
    'sort=stars',
    'sort=relevance',
    'q=',
    'cursor=x',
    'stars=5',
    `q=${'x'.repeat(101)}`,
  ])('refuses %s', async (query) => {
    expect(await beach.world.request('GET', `/api/v1/extensions?${query}`)).toMatchObject({ status: 400 });
  });

  it('looks for parts of names in an index where the server brings trigrams', async () => {
    const [server] = await beach.world.rows(
      `SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS has`,
    );
    const [tables] = await beach.world.rows(
      `SELECT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'extensions' AND indexname = 'extensions_by_part_of_name') AS has`,
    );
    expect(tables).toEqual(server);
  });

  it('has what fits the words best at its beginning, in pages too', async () => {
    expect(await names('q=sea')).toEqual(['@tide-pool/sea/shells', '@tide-pool/crabs']);
    expect(await names('q=sea&sort=name')).toEqual(['@tide-pool/crabs', '@tide-pool/sea/shells']);
    const first = await search('q=sea&limit=1');
    const second = await search(`q=sea&limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(await names('q=sea'));
    expect(second.nextCursor).toBeNull();
  });

  it('begins with what was pulled most often, where that is asked for', async () => {
    for (const [name, times] of [
      ['@dunes/grass', 2],
      ['@ada/notes', 1],
    ] as const)
      for (let n = 0; n < times; n += 1)
        expect((await beach.pull(name, 'latest', undefined, `198.51.100.${n}`)).statusCode).toBe(200);
    expect(await names('sort=most-pulled')).toEqual([
      '@dunes/grass',
      '@ada/notes',
      '@tide-pool/crabs',
      '@tide-pool/sea/shells',
    ]);
  });

  it('refuses the cursor of another order', async () => {
    const { nextCursor } = await search('sort=name&limit=1');
    expect(
      await beach.world.request('GET', `/api/v1/extensions?sort=newest&cursor=${nextCursor}`),
    ).toMatchObject({ status: 400, body: { type: '/problems/validation-failed' } });
  });
});

describe('an extension', () => {
  const show = (path: string, as?: string) =>
    beach.world.request('GET', `/api/v1/extensions/${path}`, as === undefined ? {} : { as });

  it('is shown under its name, slashes and all', async () => {
    expect(await show('@tide-pool/sea/shells')).toMatchObject({
      status: 200,
      body: { name: '@tide-pool/sea/shells' },
    });
    expect(await show('%40tide-pool/sea/shells')).toMatchObject({ status: 200 });
  });

  it('that is called like a part of the address is shown under its encoded name', async () => {
    expected(200, await beach.publish(asAda, '@dunes/versions', '2026.05.01.1'));
    expected(200, await beach.publish(asAda, '@dunes/versions/archive', '2026.05.01.1'));
    for (const name of ['@dunes/versions', '@dunes/versions/archive'])
      expect(await show(encodeURIComponent(name))).toMatchObject({ status: 200, body: { name } });
    for (const name of ['@dunes/versions', '@dunes/versions/2026.05.01.1'])
      expect(await show(name)).toMatchObject({ status: 404 });
  });

  it('shows each of its versions by itself, and its latest', async () => {
    const below = (path: string) => beach.below('@tide-pool/crabs', path);
    expect((await below('versions')).body).toMatchObject({
      items: [{ version: '2026.05.02.1' }, { version: '2026.05.01.1' }],
      nextCursor: null,
    });
    expect(await below('versions/2026.05.01.1')).toMatchObject({
      status: 200,
      body: { version: '2026.05.01.1', author: 'ada', labels: ['sea'], yanked: null, pulls: 0 },
    });
    expect((await below('versions/latest')).body).toMatchObject({ version: '2026.05.02.1' });
    for (const version of ['2026.05.03.1', 'newest', '1.2.3'])
      expect(await below(`versions/${version}`)).toMatchObject({
        status: 404,
        body: { type: '/problems/version-not-found' },
      });
  });

  it('that is private is shown to members, and is not there for anybody else', async () => {
    expect(await show('@dunes/hidden_well', asAda)).toMatchObject({
      status: 200,
      body: { visibility: 'private' },
    });
    const missing = await show('@dunes/nothing');
    for (const as of [undefined, asStranger, asGrace]) {
      const { status, body } = await show('@dunes/hidden_well', as);
      expect({ status, type: (body as { type: string }).type }).toEqual({
        status: 404,
        type: '/problems/extension-not-found',
      });
    }
    expect(missing).toMatchObject({ status: 404, body: { type: '/problems/extension-not-found' } });
  });

  it('that is private is hidden again from somebody who left', async () => {
    await beach.signUp('mary');
    await beach.join('dunes', 'mary');
    await beach.world.drain();
    expect(await show('@dunes/hidden_well', 'user:u-mary:mary')).toMatchObject({ status: 200 });
    await beach.leave('dunes', 'mary');
    await beach.world.drain();
    expect(await show('@dunes/hidden_well', 'user:u-mary:mary')).toMatchObject({ status: 404 });
  });

  it('does not tell through a dependency that a private one exists', async () => {
    expected(
      200,
      await beach.publish(asGrace, '@tide-pool/spy', '2026.05.01.1', {
        dependencies: ['@dunes/hidden_well'],
      }),
    );
    const resolved = async (as: string) =>
      (
        (await show('@tide-pool/spy', as)).body as {
          versions: { items: { dependencies: { resolved: boolean }[] }[] };
        }
      ).versions.items[0]?.dependencies[0]?.resolved;
    expect(await resolved(asGrace)).toBe(false);
    expect(await resolved(asAda)).toBe(true);
  });

  it('has its versions in pages, newest first', async () => {
    const all: string[] = [];
    for (const [day, micro] of [
      [3, 9],
      [3, 10],
      [1, 2],
    ] as const) {
      const version = `2026.06.0${day}.${micro}`;
      expected(200, await beach.publish(asAda, '@tide-pool/paged', version));
    }
    let next: string | null = '';
    while (next !== null) {
      const { body } = await show(`@tide-pool/paged?limit=1${next === '' ? '' : `&cursor=${next}`}`);
      const { versions } = body as { versions: { items: { version: string }[]; nextCursor: string | null } };
      all.push(...versions.items.map(({ version }) => version));
      next = versions.nextCursor;
    }
    expect(all).toEqual(['2026.06.03.10', '2026.06.03.9', '2026.06.01.2']);
  });

  it.each(['@a/../b', '@a', 'x', '@TIDE-POOL/CRABS', `@a/${'b'.repeat(300)}`])(
    'called %s does not exist',
    async (name) => {
      const { status } = await show(encodeURI(name));
      expect([400, 404, 414]).toContain(status);
    },
  );
});
