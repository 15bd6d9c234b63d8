import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAda, asGrace, Beach, expected, shellArchive } from './extensions-world.js';
import { announcing, gzipped } from './tarballs.js';

let beach: Beach;
beforeAll(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.found('ada', ['ada'], true);
  await beach.found('others', ['linus']);
  await beach.world.drain();
});
afterAll(() => beach.stop());

const factsOf = async (name: string) =>
  (await beach.published()).filter(({ extensionName }) => extensionName === name);
const idOf = (body: unknown) => (body as { publicationId: string }).publicationId;
/** Everything this context keeps, except for how far it has read. */
const everything = async () => ({
  files: beach.storedFiles(),
  publications: await beach.world.rows('SELECT * FROM extensions.publications ORDER BY id'),
  extensions: await beach.world.rows('SELECT * FROM extensions.extensions ORDER BY id'),
  versions: await beach.world.rows('SELECT * FROM extensions.versions ORDER BY extension_id, version'),
  facts: (await beach.published()).length,
});

describe('a program of a collective', () => {
  const program = 'collective:c-tide-pool:tide-pool:u-ada:ada';

  it('publishes under its collective, for whoever gave it its token', async () => {
    expect(await beach.publish(program, '@tide-pool/nightly', '2026.06.01.1')).toMatchObject({ status: 200 });
    expect(await factsOf('@tide-pool/nightly')).toMatchObject([{ userId: 'u-ada', username: 'ada' }]);
  });

  it('publishes under no other, not even what that person announced there', async () => {
    const refused = { status: 404, body: { type: '/problems/collective-not-yours' } };
    expect(await beach.initiate(program, '@ada/nightly', '2026.06.01.1')).toMatchObject(refused);
    const announced = await beach.uploaded(asAda, '@ada/nightly', '2026.06.01.1');
    expect(await beach.confirm(program, announced)).toMatchObject(refused);
    expect(await factsOf('@ada/nightly')).toEqual([]);
  });
});

describe('publishing', () => {
  it('takes three steps, and the fact happens at the third [0-12]', async () => {
    const name = '@tide-pool/seashells';
    const details = {
      description: 'Shells of all shores.',
      license: 'MIT',
      labels: ['shell', 'sea', 'shell'],
      platforms: ['linux-x86_64'],
      contents: { models: 2 },
      releaseNotes: 'First.',
      dependencies: ['@others/sand'],
    };
    const initiated = await beach.initiate(asAda, name, '2026.06.01.1', details);
    expect(initiated).toMatchObject({
      status: 201,
      body: {
        publicationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        uploadUrl: `/api/v1/publications/${idOf(initiated.body)}/archive`,
        expiresAt: '2026-06-02T12:00:00.000Z',
      },
    });
    const id = idOf(initiated.body);
    expect(await beach.upload(asAda, id)).toMatchObject({ status: 200, body: { status: 'uploaded' } });
    expect(beach.storedFiles()).toContain(`${id}.tar.gz`);
    expect(await factsOf(name)).toEqual([]);

    beach.world.clock.advance(60_000);
    const confirmed = await beach.confirm(asAda, id);
    expect(confirmed).toMatchObject({
      status: 200,
      headers: { 'boardwalk-position': expect.any(String) },
      body: { publicationId: id, name, version: '2026.06.01.1', publishedAt: '2026-06-01T12:01:00.000Z' },
    });
    const [fact, ...others] = await factsOf(name);
    expect(others).toEqual([]);
    expect(fact).toEqual(
      expect.objectContaining({
        extensionName: name,
        version: '2026.06.01.1',
        userId: 'u-ada',
        username: 'ada',
        collectiveSlug: 'tide-pool',
        extensionId: (confirmed.body as { extensionId: string }).extensionId,
        firstPublish: true,
        visibility: 'public',
      }),
    );
    expect(fact?.metadata.occurredAt).toBe('2026-06-01T12:01:00.000Z');

    expect(await beach.world.request('GET', `/api/v1/extensions/${name}`)).toMatchObject({
      status: 200,
      body: {
        name,
        collective: 'tide-pool',
        description: 'Shells of all shores.',
        license: 'MIT',
        labels: ['shell', 'sea'],
        platforms: ['linux-x86_64'],
        latest: '2026.06.01.1',
        versions: {
          items: [
            {
              version: '2026.06.01.1',
              author: 'ada',
              ...announcing(shellArchive),
              contents: { models: 2 },
              releaseNotes: 'First.',
              dependencies: [{ name: '@others/sand', resolved: false }],
            },
          ],
          nextCursor: null,
        },
      },
    });
  });

  it('names no collective under a personal one [0-12]', async () => {
    expected(200, await beach.publish(asAda, '@ada/notes/daily', '2026.06.01.1'));
    const [fact] = await factsOf('@ada/notes/daily');
    expect(Object.keys(fact ?? {})).not.toContain('collectiveSlug');
    expect(fact).toMatchObject({ username: 'ada', firstPublish: true });
  });

  it('is open to every member, and only the first version is the first', async () => {
    const name = '@tide-pool/pebbles';
    expected(200, await beach.publish(asAda, name, '2026.06.01.1', { visibility: 'private' }));
    expected(200, await beach.publish(asGrace, name, '2026.06.01.2'));
    expect(
      (await factsOf(name)).map(({ username, firstPublish, visibility }) => [
        username,
        firstPublish,
        visibility,
      ]),
    ).toEqual([
      ['ada', true, 'private'],
      ['grace', false, 'private'],
    ]);
  });

  it('shows its steps to whoever takes them, and to nobody else', async () => {
    const id = idOf(expected(201, await beach.initiate(asAda, '@tide-pool/steps', '2026.06.01.1')));
    const status = async (as: string) =>
      (await beach.world.request('GET', `/api/v1/publications/${id}`, { as })) as {
        status: number;
        body: object;
      };
    expect((await status(asAda)).body).toMatchObject({
      status: 'initiated',
      confirmedAt: null,
      extensionId: null,
    });
    await beach.upload(asAda, id);
    expect((await status(asAda)).body).toMatchObject({ status: 'uploaded' });
    await beach.confirm(asAda, id);
    expect((await status(asAda)).body).toMatchObject({
      status: 'confirmed',
      extensionId: expect.any(String),
    });
    expect(await status(asGrace)).toMatchObject({
      status: 404,
      body: { type: '/problems/publication-not-found' },
    });
    expect(await beach.upload(asGrace, id)).toMatchObject({ status: 404 });
    expect(await beach.confirm(asGrace, id)).toMatchObject({ status: 404 });
  });
});

describe('a confirmation', () => {
  it('publishes once, however often it is asked for', async () => {
    const name = '@tide-pool/once';
    const id = await beach.uploaded(asAda, name, '2026.06.01.1');
    const first = await beach.confirm(asAda, id);
    beach.world.clock.advance(60_000);
    const second = await beach.confirm(asAda, id);
    expect(second.body).toEqual(first.body);
    expect(await factsOf(name)).toHaveLength(1);
  });

  it('publishes once when asked for many times at once', async () => {
    const name = '@tide-pool/crowd';
    const id = await beach.uploaded(asAda, name, '2026.06.01.1');
    const answers = await Promise.all(Array.from({ length: 6 }, () => beach.confirm(asAda, id)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await factsOf(name)).toHaveLength(1);
  });

  it('lets one of several publications of the same version win, also of a name that is new', async () => {
    const name = '@tide-pool/race';
    const ids = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        beach.uploaded(n % 2 === 0 ? asAda : asGrace, name, '2026.06.01.1'),
      ),
    );
    const answers = await Promise.all(ids.map((id, n) => beach.confirm(n % 2 === 0 ? asAda : asGrace, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    for (const { status, body } of answers)
      if (status === 409) expect(body).toMatchObject({ type: '/problems/version-taken' });
    expect(await factsOf(name)).toHaveLength(1);
  });

  it('publishes different versions of one extension at once, and one of them is the first', async () => {
    const name = '@tide-pool/many';
    const versions = ['2026.06.01.1', '2026.06.01.10', '2026.06.01.9', '2026.05.31.99'];
    const ids = await Promise.all(versions.map((version) => beach.uploaded(asAda, name, version)));
    for (const answer of await Promise.all(ids.map((id) => beach.confirm(asAda, id)))) expected(200, answer);
    const facts = await factsOf(name);
    expect(facts.map(({ version }) => version).sort()).toEqual([...versions].sort());
    expect(facts.filter(({ firstPublish }) => firstPublish)).toEqual([facts[0]]);
    expect((await beach.world.request('GET', `/api/v1/extensions/${name}`)).body).toMatchObject({
      latest: '2026.06.01.10',
    });
  });

  it('needs the archive', async () => {
    const id = idOf(expected(201, await beach.initiate(asAda, '@tide-pool/empty', '2026.06.01.1')));
    expect(await beach.confirm(asAda, id)).toMatchObject({
      status: 409,
      body: { type: '/problems/archive-missing' },
    });
    expect(await factsOf('@tide-pool/empty')).toEqual([]);
  });

  it('is refused to somebody who has left meanwhile', async () => {
    await beach.signUp('mary');
    await beach.join('tide-pool', 'mary');
    await beach.world.drain();
    const asMary = 'user:u-mary:mary';
    const id = await beach.uploaded(asMary, '@tide-pool/late', '2026.06.01.1');
    await beach.leave('tide-pool', 'mary');
    await beach.world.drain();
    expect(await beach.confirm(asMary, id)).toMatchObject({
      status: 404,
      body: { type: '/problems/collective-not-yours' },
    });
    expect(await factsOf('@tide-pool/late')).toEqual([]);
  });
});

describe('a publication', () => {
  it('expires after a day, and its archive is removed', async () => {
    const beachAlone = await Beach.start();
    try {
      await beachAlone.signUp('ada');
      await beachAlone.found('tide-pool', ['ada']);
      await beachAlone.world.drain();
      const forgotten = await beachAlone.uploaded(asAda, '@tide-pool/forgotten', '2026.06.01.1');
      const published = await beachAlone.uploaded(asAda, '@tide-pool/kept', '2026.06.01.1');
      expected(200, await beachAlone.confirm(asAda, published));

      beachAlone.world.clock.advance(24 * 3_600_000);
      expect(await beachAlone.confirm(asAda, forgotten)).toMatchObject({
        status: 410,
        body: { type: '/problems/publication-expired' },
      });
      expect(await beachAlone.upload(asAda, forgotten)).toMatchObject({ status: 410 });
      expect(
        (await beachAlone.world.request('GET', `/api/v1/publications/${forgotten}`, { as: asAda })).body,
      ).toMatchObject({ status: 'expired' });
      // Asking again for what was confirmed in time is still no fault.
      expected(200, await beachAlone.confirm(asAda, published));
      await beachAlone.world.drain();
      expect(beachAlone.storedFiles()).toHaveLength(2);

      beachAlone.world.clock.advance(3_600_000);
      await beachAlone.world.drain();
      expect(beachAlone.storedFiles()).toEqual([`${published}.tar.gz`]);
      expect(await beachAlone.published()).toHaveLength(1);
    } finally {
      await beachAlone.stop();
    }
  });

  it('waits for memberships that the caller was told of already', async () => {
    await beach.signUp('kay');
    await beach.found('kays-place', ['kay']);
    const told = { as: 'user:u-kay:kay', headers: { 'boardwalk-position': await beach.position() } };
    const body = { name: '@kays-place/x', version: '2026.06.01.1', ...announcing(shellArchive) };
    expect(await beach.world.request('POST', '/api/v1/publications', { ...told, body })).toMatchObject({
      status: 409,
      headers: { 'retry-after': '1' },
      body: { type: '/problems/projection-behind' },
    });
    await beach.world.drain();
    expect(await beach.world.request('POST', '/api/v1/publications', { ...told, body })).toMatchObject({
      status: 201,
    });
  });
});

describe('bad input', () => {
  const bomb = gzipped({ path: 'zeros', content: Buffer.alloc(260_000_000) });
  const traversal = gzipped({ path: '../../etc/cron.d/x', content: 'x' });

  async function changesNothing(work: () => Promise<void>): Promise<void> {
    const before = await everything();
    await work();
    expect(await everything()).toEqual(before);
  }

  it.each([
    ['a date that does not exist', { version: '2026.02.30.1' }, 422, 'invalid-version'],
    ['another form of version', { version: '1.2.3' }, 422, 'invalid-version'],
    ['a name that climbs', { name: '@tide-pool/../others' }, 422, 'invalid-extension-name'],
    ['a name with capitals', { name: '@tide-pool/X' }, 422, 'invalid-extension-name'],
    [
      'a dependency that no extension can be called',
      { dependencies: ['left-pad'] },
      422,
      'invalid-extension-name',
    ],
    ['a collective of others', { name: '@others/x' }, 404, 'collective-not-yours'],
    ['a collective that does not exist', { name: '@nobody/x' }, 404, 'collective-not-yours'],
    ['an unknown field', { score: 5 }, 400, 'validation-failed'],
    ['a checksum in capitals', { checksum: 'F'.repeat(64) }, 400, 'validation-failed'],
    ['no bytes', { size: 0 }, 400, 'validation-failed'],
    ['too many bytes', { size: 50_000_001 }, 400, 'validation-failed'],
    ['a label with a line break', { labels: ['a\nb'] }, 400, 'validation-failed'],
    ['half a model', { contents: { models: 0.5 } }, 400, 'validation-failed'],
  ])('with %s announces nothing', async (_what, fields, status, code) => {
    await changesNothing(async () => {
      const answer = await beach.initiate(asAda, '@tide-pool/bad', '2026.06.01.1', fields);
      expect(answer).toMatchObject({ status, body: { type: `/problems/${code}`, status } });
    });
  });

  it('of a stranger is told apart from that of a member by nothing but who asks', async () => {
    const foreign = await beach.initiate(asAda, '@others/x', '2026.06.01.1');
    const missing = await beach.initiate(asAda, '@nobody/x', '2026.06.01.1');
    const shape = ({ body }: { body: unknown }) =>
      JSON.stringify(body)
        .replaceAll(/others|nobody/g, 'it')
        .replace(/"traceId":"\w+"/, '');
    expect(shape(foreign)).toBe(shape(missing));
  });

  it('of anonymous people is refused', async () => {
    const body = { name: '@tide-pool/x', version: '2026.06.01.1', ...announcing(shellArchive) };
    expect(await beach.world.request('POST', '/api/v1/publications', { body })).toMatchObject({
      status: 401,
    });
  });

  it('that repeats a version is refused at the first step', async () => {
    expected(200, await beach.publish(asAda, '@tide-pool/taken', '2026.06.01.1'));
    await changesNothing(async () => {
      expect(await beach.initiate(asGrace, '@tide-pool/taken', '2026.06.01.1')).toMatchObject({
        status: 409,
        body: { type: '/problems/version-taken' },
      });
      expect(
        await beach.initiate(asGrace, '@tide-pool/taken', '2026.06.01.2', { visibility: 'private' }),
      ).toMatchObject({ status: 409, body: { type: '/problems/visibility-fixed' } });
    });
  });

  it.each<[string, Buffer, string[]]>([
    ['another archive than announced', gzipped({ path: 'other', content: 'x' }), ['size-mismatch']],
    [
      'a damaged archive',
      Buffer.from(shellArchive).fill(0, 30, 40),
      ['archive-refused', 'checksum-mismatch'],
    ],
    ['nothing', Buffer.alloc(0), ['size-mismatch']],
  ])('that uploads %s is refused', async (_what, archive, codes) => {
    const id = idOf(expected(201, await beach.initiate(asAda, '@tide-pool/upload', '2026.06.01.1')));
    await changesNothing(async () => {
      const answer = await beach.upload(asAda, id, archive);
      expect(answer.status).toBe(422);
      expect(codes.map((code) => `/problems/${code}`)).toContain((answer.body as { type: string }).type);
    });
    expected(200, await beach.upload(asAda, id));
  });

  it('whose checksum is another one is refused', async () => {
    const announced = { ...announcing(shellArchive), checksum: 'a'.repeat(64) };
    const id = idOf(expected(201, await beach.initiate(asAda, '@tide-pool/sum', '2026.06.01.1', announced)));
    await changesNothing(async () => {
      expect(await beach.upload(asAda, id)).toMatchObject({
        status: 422,
        body: { type: '/problems/checksum-mismatch' },
      });
    });
  });

  it.each([
    ['climbs out of its folder', traversal],
    ['grows without end', bomb],
    ['is no archive', randomBytes(5000)],
  ])('whose archive %s is refused', async (_what, archive) => {
    const id = idOf(
      expected(201, await beach.initiate(asAda, '@tide-pool/hostile', '2026.06.01.1', announcing(archive))),
    );
    await changesNothing(async () => {
      expect(await beach.upload(asAda, id, archive)).toMatchObject({
        status: 422,
        body: { type: '/problems/archive-refused' },
      });
    });
    expect(await beach.confirm(asAda, id)).toMatchObject({ status: 409 });
  });

  it('that is larger than any archive, or of another type, is not read', async () => {
    const id = idOf(expected(201, await beach.initiate(asAda, '@tide-pool/large', '2026.06.01.1')));
    const put = (body: Buffer, type: string) =>
      beach.world.request('PUT', `/api/v1/publications/${id}/archive`, {
        as: asAda,
        body,
        headers: { 'content-type': type },
      });
    await changesNothing(async () => {
      expect(await put(Buffer.alloc(50_000_001), 'application/gzip')).toMatchObject({ status: 413 });
      expect(await put(shellArchive, 'text/plain')).toMatchObject({ status: 415 });
    });
  });

  it('about publications that do not exist is refused', async () => {
    for (const id of ['0198c1b0-0000-7000-8000-00000000ffff', 'x', '..%2f..%2fetc']) {
      const { status } = await beach.confirm(asAda, id);
      expect([400, 404]).toContain(status);
    }
  });
});
