import {
  ExtensionUnyankedIntegrationEvent,
  ExtensionYankedIntegrationEvent,
} from '@boardwalk/integration-events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAda, asGrace, Beach, expected } from './extensions-world.js';

let beach: Beach;
const asKay = 'user:u-kay:kay';
const asLinus = 'user:u-linus:linus';
const [old, newest] = ['2026.06.01.1', '2026.06.01.2'] as const;

beforeAll(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'kay', 'linus');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.join('tide-pool', 'kay', 'admin');
  await beach.world.drain();
});
afterAll(() => beach.stop());

/** Ada's first version, and Grace's second. */
async function published(name: string, fields: object = {}): Promise<string> {
  expected(200, await beach.publish(asAda, name, old, fields));
  expected(200, await beach.publish(asGrace, name, newest));
  return name;
}
const yanked = async (name: string) =>
  (await beach.world.facts(ExtensionYankedIntegrationEvent)).filter((fact) => fact.extensionName === name);
const unyanked = async (name: string) =>
  (await beach.world.facts(ExtensionUnyankedIntegrationEvent)).filter((fact) => fact.extensionName === name);
const latest = async (name: string) => ((await beach.show(name)).body as { latest: string | null }).latest;
const found = async (name: string) => {
  const { body } = await beach.world.request('GET', `/api/v1/extensions?q=${encodeURIComponent(name)}`);
  return (body as { items: { name: string }[] }).items.map((item) => item.name);
};

describe('a yanked version', () => {
  it('is not pulled and not the latest, and its row, its fact and its page say why', async () => {
    const name = await published('@tide-pool/biting');
    expected(204, await beach.care(asAda, name, 'yank', { version: newest, reason: 'It bites.' }));

    expect(await yanked(name)).toEqual([
      expect.objectContaining({
        ...{ extensionName: name, version: newest, userId: 'u-ada', username: 'ada' },
        ...{ reason: 'It bites.', visibility: 'public' },
      }),
    ]);
    expect(
      await beach.world.rows(
        `SELECT v.version, v.yank_reason AS reason, v.yanked_by AS by FROM extensions.versions v
         JOIN extensions.extensions e ON e.id = v.extension_id WHERE e.name = $1 ORDER BY 1`,
        [name],
      ),
    ).toEqual([
      { version: old, reason: null, by: null },
      { version: newest, reason: 'It bites.', by: 'u-ada' },
    ]);
    expect(await latest(name)).toBe(old);
    expect((await beach.below(name, 'versions/latest')).body).toMatchObject({ version: old, yanked: null });
    expect((await beach.below(name, `versions/${newest}`)).body).toMatchObject({
      yanked: { reason: 'It bites.', at: '2026-06-01T12:00:00.000Z' },
    });
    const refused = await beach.pull(name, newest);
    expect(refused.statusCode).toBe(410);
    expect(refused.json()).toMatchObject({ type: '/problems/yanked', details: { reason: 'It bites.' } });
    expect((await beach.pull(name, 'latest')).headers['boardwalk-version']).toBe(old);
  });

  it('is yanked once: the second time it is 410, with no other fact', async () => {
    const name = await published('@tide-pool/twice');
    expected(204, await beach.care(asAda, name, 'yank', { version: old, reason: 'x' }));
    expect(await beach.care(asKay, name, 'yank', { version: old, reason: 'y' })).toMatchObject({
      status: 410,
      body: { type: '/problems/yanked', details: { reason: 'x' } },
    });
    expect(await yanked(name)).toHaveLength(1);
  });

  it('is yanked once when many yank it at once', async () => {
    const name = await published('@tide-pool/crowd');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        beach.care(n % 2 === 0 ? asAda : asKay, name, 'yank', { version: old, reason: `${n}` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410, 410, 410, 410, 410]);
    expect(await yanked(name)).toHaveLength(1);
  });

  it('leaves nothing to pull when it was the last one, and that is said', async () => {
    const name = await published('@tide-pool/empty');
    for (const version of [old, newest])
      expected(204, await beach.care(asAda, name, 'yank', { version, reason: 'x' }));
    for (const path of ['versions/latest', 'versions/latest/archive'])
      expect(await beach.below(name, path)).toMatchObject({
        status: 404,
        body: {
          type: '/problems/version-not-found',
          detail: expect.stringContaining(`Every version of ${name} was yanked.`),
        },
      });
  });

  it('comes back', async () => {
    const name = await published('@tide-pool/back');
    expected(204, await beach.care(asAda, name, 'yank', { version: newest, reason: 'x' }));
    expected(204, await beach.care(asAda, name, 'unyank', { version: newest }));
    expect(await unyanked(name)).toEqual([
      expect.objectContaining({ version: newest, username: 'ada', visibility: 'public' }),
    ]);
    expect(await latest(name)).toBe(newest);
    expect((await beach.pull(name, newest)).statusCode).toBe(200);
    expect(await beach.care(asAda, name, 'unyank', { version: newest })).toMatchObject({
      status: 409,
      body: { type: '/problems/not-yanked' },
    });
  });
});

describe('an extension yanked as a whole', () => {
  it('is shown and not found, not pulled and not added to', async () => {
    const name = await published('@tide-pool/all');
    expected(204, await beach.care(asKay, name, 'yank', { reason: 'All of it.' }));
    const [fact] = await yanked(name);
    expect(fact).toMatchObject({ username: 'kay', reason: 'All of it.' });
    expect(Object.keys(fact ?? {})).not.toContain('version');
    expect(await beach.show(name)).toMatchObject({
      status: 200,
      body: { latest: null, yanked: { reason: 'All of it.' } },
    });
    expect(await beach.below(name, 'versions/latest')).toMatchObject({
      status: 410,
      body: { type: '/problems/yanked', details: { reason: 'All of it.' } },
    });
    expect(await found(name)).toEqual([]);
    for (const version of [old, 'latest']) expect((await beach.pull(name, version)).statusCode).toBe(410);
    expect(await beach.initiate(asAda, name, '2026.06.01.3')).toMatchObject({ status: 410 });

    expected(204, await beach.care(asAda, name, 'unyank', {}));
    expect(await found(name)).toEqual([name]);
    expect(await latest(name)).toBe(newest);
    expect(await unyanked(name)).toHaveLength(1);
  });

  it('that was announced before takes no version after', async () => {
    const name = await published('@tide-pool/late');
    const id = await beach.uploaded(asAda, name, '2026.06.01.3');
    expected(204, await beach.care(asAda, name, 'yank', { reason: 'x' }));
    expect(await beach.confirm(asAda, id)).toMatchObject({ status: 410 });
    expect((await beach.published()).filter(({ extensionName }) => extensionName === name)).toHaveLength(2);
  });
});

describe('who yanks', () => {
  it('is an owner or an admin, or a member what they published', async () => {
    const name = await published('@tide-pool/rights');
    const of = (version: string) => ({ version, reason: 'x' });
    expect(await beach.care(asGrace, name, 'yank', of(old))).toMatchObject({
      status: 403,
      body: { type: '/problems/not-yours-to-change' },
    });
    expect(await beach.care(asGrace, name, 'yank', { reason: 'x' })).toMatchObject({ status: 403 });
    expect(await yanked(name)).toEqual([]);
    expected(204, await beach.care(asGrace, name, 'yank', of(newest)));
    expected(204, await beach.care(asGrace, name, 'unyank', { version: newest }));
    expected(204, await beach.care(asKay, name, 'yank', of(newest)));
    expect(await beach.care(asGrace, name, 'unyank', { version: newest })).toMatchObject({ status: 403 });
  });

  it('is nobody else: to strangers there is no such extension, public or not', async () => {
    const open = await published('@tide-pool/open');
    const hidden = await published('@tide-pool/hidden', { visibility: 'private' });
    const answers = [];
    for (const name of [open, hidden, '@tide-pool/none', 'x', '@TIDE/x']) {
      const answer = await beach.care(asLinus, name, 'yank', { reason: 'x' });
      answers.push({ status: answer.status, type: (answer.body as { type: string }).type });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 404, type: '/problems/extension-not-found' })]),
    );
    const nobody = await beach.world.request('POST', `/api/v1/extensions/${encodeURIComponent(open)}/yank`, {
      body: { reason: 'x' },
    });
    expect(nobody.status).toBe(401);
    expect([...(await yanked(open)), ...(await yanked(hidden))]).toEqual([]);
  });

  it('is not whoever published and left since', async () => {
    const name = await published('@tide-pool/gone');
    await beach.leave('tide-pool', 'grace');
    await beach.world.drain();
    const answer = await beach.care(asGrace, name, 'yank', { version: newest, reason: 'x' });
    await beach.join('tide-pool', 'grace');
    await beach.world.drain();
    expect(answer).toMatchObject({ status: 404 });
  });

  it('waits for a membership that the caller was told of already', async () => {
    const name = await published('@tide-pool/soon');
    await beach.join('tide-pool', 'linus', 'admin');
    const told = { as: asLinus, headers: { 'boardwalk-position': await beach.position() } };
    const url = `/api/v1/extensions/${encodeURIComponent(name)}/yank`;
    const body = { reason: 'x' };
    expect(await beach.world.request('POST', url, { ...told, body })).toMatchObject({
      status: 409,
      body: { type: '/problems/projection-behind' },
    });
    await beach.world.drain();
    expect(await beach.world.request('POST', url, { ...told, body })).toMatchObject({ status: 204 });
    await beach.leave('tide-pool', 'linus');
    await beach.world.drain();
  });
});

describe('a yank', () => {
  it.each([
    ['without a reason', {}, 400],
    ['with an empty reason', { reason: '' }, 400],
    ['with a reason of two lines', { reason: 'a\nb' }, 400],
    ['with a reason without end', { reason: 'x'.repeat(501) }, 400],
    ['of a version that is none', { reason: 'x', version: '1.2.3' }, 422],
    ['of a version that is not there', { reason: 'x', version: '2026.06.01.9' }, 404],
    ['with a field that does not exist', { reason: 'x', yankedAt: '2020-01-01' }, 400],
  ])('%s is refused and changes nothing', async (what, body, status) => {
    const name = await published(`@tide-pool/bad-${what.replaceAll(' ', '-')}`);
    const rows = () => beach.world.rows('SELECT * FROM extensions.versions ORDER BY extension_id, version');
    const before = await rows();
    expect(await beach.care(asAda, name, 'yank', body)).toMatchObject({ status });
    expect(await rows()).toEqual(before);
    expect(await yanked(name)).toEqual([]);
  });
});
