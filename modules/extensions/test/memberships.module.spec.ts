import {
  AccountDeletedIntegrationEvent,
  CollectiveDissolvedIntegrationEvent,
  CollectiveRenamedIntegrationEvent,
  MemberRoleChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAda, asGrace, Beach, expected } from './extensions-world.js';

let beach: Beach;
const asLinus = 'user:u-linus:linus';
const version = '2026.06.01.1';

beforeEach(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.found('grace', ['grace'], true);
  await beach.world.drain();
});
afterEach(() => beach.stop());

async function happened(...facts: object[]): Promise<void> {
  for (const fact of facts) await beach.world.publish(fact);
  await beach.world.drain();
}
const authors = async (name: string) => {
  const { author, versions } = (await beach.show(name)).body as {
    author: string | null;
    versions: { items: { author: string | null }[] };
  };
  return [author, ...versions.items.map((one) => one.author)];
};
const renaming = (oldSlug: string, slug: string) =>
  new CollectiveRenamedIntegrationEvent({
    ...{ collectiveId: 'c-tide-pool', oldSlug, slug },
    ...{ oldName: 'Tide Pool', name: 'Rock Pool', renamedByUserId: 'u-ada' },
  });
const names = async (query: string) =>
  (
    (await beach.world.request('GET', `/api/v1/extensions?${query}`)).body as { items: { name: string }[] }
  ).items.map(({ name }) => name);

describe('a member whose sign-up is not known here yet', () => {
  it('publishes and yanks', async () => {
    await beach.join('tide-pool', 'joan', 'admin');
    await beach.world.drain();
    const asJoan = 'user:u-joan:joan';
    expected(200, await beach.publish(asJoan, '@tide-pool/new', version));
    expected(204, await beach.care(asJoan, '@tide-pool/new', 'yank', { reason: 'It broke' }));
  });
});

describe('a changed role', () => {
  it('gives and takes rights', async () => {
    expected(200, await beach.publish(asAda, '@tide-pool/a', version));
    const change = (from: 'admin' | 'member', to: 'admin' | 'member') =>
      new MemberRoleChangedIntegrationEvent({
        ...{ collectiveId: 'c-tide-pool', slug: 'tide-pool', userId: 'u-grace', username: 'grace' },
        ...{ from, to, changedByUserId: 'u-ada' },
      });
    await happened(change('member', 'admin'));
    expected(204, await beach.care(asGrace, '@tide-pool/a', 'yank', { reason: 'x' }));
    await happened(change('admin', 'member'));
    expect(await beach.care(asGrace, '@tide-pool/a', 'unyank', {})).toMatchObject({ status: 403 });
  });
});

describe('a person under another name', () => {
  it('is called by it in everything that they published', async () => {
    expected(200, await beach.publish(asGrace, '@tide-pool/a', version));
    expected(200, await beach.publish(asAda, '@tide-pool/a', '2026.06.01.2'));
    const waiting = await beach.uploaded(asGrace, '@tide-pool/a', '2026.06.01.3');
    await happened(
      new UsernameChangedIntegrationEvent({
        ...{ userId: 'u-grace', oldUsername: 'grace', newUsername: 'hopper' },
      }),
    );
    expect(await authors('@tide-pool/a')).toEqual(['hopper', 'ada', 'hopper']);
    expected(200, await beach.confirm('user:u-grace:hopper', waiting));
    expect((await beach.published()).at(-1)).toMatchObject({ userId: 'u-grace', username: 'hopper' });
    expect(
      await beach.world.rows(
        ['people', 'versions', 'publications']
          .map((table) => `SELECT username FROM extensions.${table} WHERE user_id = 'u-grace'`)
          .join(' UNION '),
      ),
    ).toEqual([{ username: 'hopper' }]);
    expect(await beach.import([line('@grace/b', 'hopper')])).toMatchObject([{ status: 'done' }]);
    expect(await beach.import([line('@grace/c', 'grace')])).toMatchObject([{ status: 'rejected' }]);
  });
});

const line = (name: string, author: string) => ({
  ...{ line: 1, publishedAt: '2026-03-17T18:21:17Z', name, version, author },
});

describe('a collective under another slug', () => {
  it('keeps the names of its extensions, and members publish versions of them', async () => {
    expected(200, await beach.publish(asAda, '@tide-pool/a', version));
    await happened(renaming('tide-pool', 'rock-pool'));
    expected(200, await beach.publish(asGrace, '@tide-pool/a', '2026.06.01.2'));
    expect((await beach.published()).at(-1)).toMatchObject({
      extensionName: '@tide-pool/a',
      collectiveSlug: 'rock-pool',
    });
    expect((await beach.show('@tide-pool/a')).body).toMatchObject({ collective: 'rock-pool' });
    expected(204, await beach.care(asAda, '@tide-pool/a', 'yank', { reason: 'x', version }));
  });

  it('names what is new by the slug that it has, and says so', async () => {
    await happened(renaming('tide-pool', 'rock-pool'));
    expect(await beach.initiate(asAda, '@tide-pool/new', version)).toMatchObject({
      status: 409,
      body: { type: '/problems/former-slug', details: { slug: 'rock-pool' } },
    });
    expect(await beach.initiate(asLinus, '@tide-pool/new', version)).toMatchObject({
      status: 404,
      body: { type: '/problems/collective-not-yours' },
    });
    expected(200, await beach.publish(asAda, '@rock-pool/new', version));
  });

  it('is refused a new name under the old slug also when that changed during the upload', async () => {
    const id = await beach.uploaded(asAda, '@tide-pool/new', version);
    await happened(renaming('tide-pool', 'rock-pool'));
    expect(await beach.confirm(asAda, id)).toMatchObject({
      status: 409,
      body: { type: '/problems/former-slug' },
    });
    expect(await beach.published()).toEqual([]);
  });

  it('is found under the old slug and the new one, and may take the old one back', async () => {
    expected(200, await beach.publish(asAda, '@tide-pool/a', version));
    await happened(renaming('tide-pool', 'rock-pool'));
    expect(await names('collective=tide-pool')).toEqual(['@tide-pool/a']);
    expect(await names('collective=rock-pool')).toEqual(['@tide-pool/a']);
    await happened(renaming('rock-pool', 'tide-pool'));
    expected(200, await beach.publish(asAda, '@tide-pool/b', version));
    expect(await names('collective=tide-pool')).toEqual(['@tide-pool/a', '@tide-pool/b']);
    expect(await names('collective=rock-pool')).toEqual(['@tide-pool/a', '@tide-pool/b']);
  });
});

describe('a dissolved collective', () => {
  it('leaves what is public to be pulled, and changed by nobody', async () => {
    expected(200, await beach.publish(asAda, '@tide-pool/a', version));
    expected(200, await beach.publish(asAda, '@tide-pool/p', version, { visibility: 'private' }));
    await happened(
      new CollectiveDissolvedIntegrationEvent({
        ...{ collectiveId: 'c-tide-pool', slug: 'tide-pool', name: 'Tide Pool' },
        ...{ dissolvedByUserId: 'u-ada', memberUserIds: ['u-ada', 'u-grace'] },
      }),
    );
    expect((await beach.pull('@tide-pool/a', version, asLinus)).statusCode).toBe(200);
    expect(await names('collective=tide-pool')).toEqual(['@tide-pool/a']);
    expect(await beach.initiate(asAda, '@tide-pool/a', '2026.06.01.2')).toMatchObject({ status: 404 });
    expect(await beach.care(asAda, '@tide-pool/a', 'yank', { reason: 'x' })).toMatchObject({ status: 404 });
    expect(await beach.show('@tide-pool/p', asAda)).toMatchObject({ status: 404 });
    expect(await beach.import([line('@tide-pool/z', 'ada')])).toMatchObject([{ status: 'rejected' }]);
    expected(204, await beach.care(operatorToken, '@tide-pool/a', 'take-down', { reason: 'x' }));
  });
});

describe('a deleted account', () => {
  const deleted = () => new AccountDeletedIntegrationEvent({ userId: 'u-grace' });

  it('leaves its versions without an author, and nothing else of the person in any table', async () => {
    expected(200, await beach.publish(asGrace, '@tide-pool/a', version));
    expected(200, await beach.publish(asAda, '@tide-pool/a', '2026.06.01.2'));
    expected(204, await beach.care(asGrace, '@tide-pool/a', 'yank', { reason: 'x', version }));
    expected(200, await beach.publish(asAda, '@tide-pool/b', version));
    await beach.leave('tide-pool', 'grace');
    await beach.world.drain();
    expect((await beach.pull('@tide-pool/b', version, asGrace)).statusCode).toBe(200);
    await beach.initiate(asGrace, '@grace/pending', version);
    expect(await beach.tablesWith('u-grace')).toEqual([
      'extensions',
      'memberships',
      'people',
      'publications',
      'pulls',
      'versions',
    ]);

    await happened(deleted());
    expect(await beach.tablesWith('u-grace')).toEqual([]);
    // The slug of the personal collective is nobody else's, ever.
    expect(await beach.tablesWith('grace')).toEqual(['collectives']);
    expect(await authors('@tide-pool/a')).toEqual([null, 'ada', null]);
    expect((await beach.show('@tide-pool/b')).body).toMatchObject({ pulls: 1 });
    expect((await beach.below('@tide-pool/a', `versions/${version}`)).body).toMatchObject({
      author: null,
      yanked: { reason: 'x' },
    });
  });

  it('takes along what was about to be published, its archive too', async () => {
    const kept = await beach.uploaded(asGrace, '@tide-pool/kept', version);
    expected(200, await beach.confirm(asGrace, kept));
    const pending = await beach.uploaded(asGrace, '@tide-pool/pending', version);
    expect(beach.storedFiles()).toHaveLength(2);
    await happened(deleted());
    expect(beach.storedFiles()).toEqual([`${kept}.tar.gz`]);
    expect(await beach.confirm(asGrace, pending)).toMatchObject({ status: 404 });
    expect(await beach.upload(asGrace, pending)).toMatchObject({ status: 404 });
    expect((await beach.pull('@tide-pool/kept', version, asLinus)).statusCode).toBe(200);
  });

  it('is told the pulls of its versions no more, and they are counted', async () => {
    expected(200, await beach.publish(asGrace, '@tide-pool/a', version));
    await happened(deleted());
    expect((await beach.pull('@tide-pool/a', version, asLinus)).statusCode).toBe(200);
    expect((await beach.show('@tide-pool/a')).body).toMatchObject({ pulls: 1 });
    expect((await beach.world.facts()).map((fact) => JSON.stringify(fact)).join()).not.toContain(
      'authorUserId',
    );
  });

  it('leaves the collective able to look after the versions', async () => {
    expected(200, await beach.publish(asGrace, '@tide-pool/a', version));
    await happened(deleted());
    expected(204, await beach.care(asAda, '@tide-pool/a', 'yank', { reason: 'x', version }));
    expected(204, await beach.care(asAda, '@tide-pool/a', 'unyank', { version }));
    expected(200, await beach.publish(asAda, '@tide-pool/a', '2026.06.01.2'));
    expect(await authors('@tide-pool/a')).toEqual([null, 'ada', null]);
  });
});
