import {
  ExtensionDeprecatedIntegrationEvent,
  ExtensionRestoredIntegrationEvent,
  ExtensionTakenDownIntegrationEvent,
  ExtensionUndeprecatedIntegrationEvent,
  type Fact,
  VisibilityChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAda, asGrace, Beach, expected } from './extensions-world.js';

let beach: Beach;
const asLinus = 'user:u-linus:linus';
const version = '2026.06.01.1';

beforeAll(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.found('dunes', ['linus']);
  await beach.world.drain();
});
afterAll(() => beach.stop());

async function published(name: string, fields: object = {}, as = asAda): Promise<string> {
  expected(200, await beach.publish(as, name, version, fields));
  return name;
}
async function told<F extends Fact>(
  contract: { new (...args: never[]): F; readonly type: string },
  name: string,
): Promise<F[]> {
  const facts = await beach.world.facts(contract);
  return facts.filter((fact) => (fact as { extensionName?: string }).extensionName === name);
}
const found = async (query: string, as?: string) => {
  const request = as === undefined ? {} : { as };
  const { body } = await beach.world.request('GET', `/api/v1/extensions?${query}&limit=100`, request);
  return (body as { items: { name: string; deprecated: boolean }[] }).items;
};
const names = async (query: string, as?: string) => (await found(query, as)).map(({ name }) => name);

describe('a deprecated extension', () => {
  it('names its successor, is pulled as before, and is recommended again', async () => {
    const name = await published('@tide-pool/worn');
    const successor = await published('@dunes/fresh', {}, asLinus);
    expected(204, await beach.care(asAda, name, 'deprecate', { supersededBy: successor }));
    expect(await told(ExtensionDeprecatedIntegrationEvent, name)).toEqual([
      expect.objectContaining({ ...{ userId: 'u-ada', username: 'ada', supersededBy: successor } }),
    ]);
    expect((await beach.show(name)).body).toMatchObject({
      latest: version,
      deprecated: true,
      deprecation: { at: '2026-06-01T12:00:00.000Z', supersededBy: successor },
    });
    expect((await beach.pull(name, 'latest')).statusCode).toBe(200);
    expected(200, await beach.publish(asAda, name, '2026.06.01.2'));
    expect(await found('q=worn')).toMatchObject([{ name, deprecated: true }]);

    expected(204, await beach.care(asAda, name, 'undeprecate'));
    expect(await told(ExtensionUndeprecatedIntegrationEvent, name)).toHaveLength(1);
    expect((await beach.show(name)).body).toMatchObject({ deprecated: false, deprecation: null });
  });

  it('is told of once when it is said twice', async () => {
    const name = await published('@tide-pool/said');
    for (const _time of [1, 2]) expected(204, await beach.care(asAda, name, 'deprecate', {}));
    expected(204, await beach.care(asAda, name, 'undeprecate'));
    expected(204, await beach.care(asAda, name, 'undeprecate'));
    expect(await told(ExtensionDeprecatedIntegrationEvent, name)).toHaveLength(1);
    expect(await told(ExtensionUndeprecatedIntegrationEvent, name)).toHaveLength(1);
  });

  it.each(['@tide-pool/nothing', '@dunes/hidden', '@tide-pool/itself', 'left-pad'])(
    'does not send anybody to %s',
    async (supersededBy) => {
      const name = '@tide-pool/itself';
      if ((await beach.show(name)).status === 404) {
        await published(name);
        await published('@dunes/hidden', { visibility: 'private' }, asLinus);
      }
      expect(await beach.care(asAda, name, 'deprecate', { supersededBy })).toMatchObject({
        status: 422,
        body: { type: '/problems/successor-unknown' },
      });
      expect(await told(ExtensionDeprecatedIntegrationEvent, name)).toEqual([]);
    },
  );

  it('does not name a successor that became private to whoever may not see it', async () => {
    const name = await published('@tide-pool/led');
    const successor = await published('@dunes/leading', {}, asLinus);
    expected(204, await beach.care(asAda, name, 'deprecate', { supersededBy: successor }));
    expected(204, await beach.care(asLinus, successor, 'visibility', { visibility: 'private' }));
    expect((await beach.show(name)).body).toMatchObject({ deprecation: { supersededBy: null } });
    expect((await beach.show(name, asLinus)).body).toMatchObject({
      deprecation: { supersededBy: successor },
    });
  });
});

describe('the visibility of an extension', () => {
  it('is changed for everybody at once, and told of', async () => {
    const name = await published('@tide-pool/shy');
    expected(204, await beach.care(asAda, name, 'visibility', { visibility: 'private' }));
    expected(204, await beach.care(asAda, name, 'visibility', { visibility: 'private' }));
    expect(await beach.show(name)).toMatchObject({ status: 404 });
    expect(await beach.show(name, asGrace)).toMatchObject({ body: { visibility: 'private' } });
    expect(await names('q=shy')).toEqual([]);
    expect(await names('q=shy', asGrace)).toEqual([name]);
    for (const path of ['versions', `versions/${version}`, 'versions/latest'])
      expect((await beach.below(name, path)).status).toBe(404);

    expected(204, await beach.care(asAda, name, 'visibility', { visibility: 'public' }));
    expect(await beach.show(name)).toMatchObject({ status: 200 });
    expect(await told(VisibilityChangedIntegrationEvent, name)).toEqual([
      expect.objectContaining({ visibility: 'private', userId: 'u-ada', collectiveId: 'c-tide-pool' }),
      expect.objectContaining({ visibility: 'public' }),
    ]);
  });
});

describe('what owners and admins do', () => {
  it.each([
    ['deprecate', {}],
    ['undeprecate', undefined],
    ['visibility', { visibility: 'private' }],
  ])('%s is not done by members, nor by strangers', async (deed, body) => {
    const name = await published(`@tide-pool/guarded-${deed}`);
    const facts = async () => (await beach.world.facts()).length;
    const before = await facts();
    expect(await beach.care(asGrace, name, deed, body)).toMatchObject({
      status: 403,
      body: { type: '/problems/not-yours-to-change' },
    });
    expect(await beach.care(asLinus, name, deed, body)).toMatchObject({
      status: 404,
      body: { type: '/problems/extension-not-found' },
    });
    expect(await facts()).toBe(before);
  });
});

describe('an extension that an operator took down', () => {
  it('is hidden from everybody and pulled by nobody, with the reason, until it is restored', async () => {
    const name = await published('@tide-pool/malware');
    const user = await published('@tide-pool/user', { dependencies: [name] });
    expected(204, await beach.care(operatorToken, name, 'take-down', { reason: 'It steals keys.' }));

    expect(await told(ExtensionTakenDownIntegrationEvent, name)).toEqual([
      expect.objectContaining({ collectiveId: 'c-tide-pool', reason: 'It steals keys.' }),
    ]);
    const gone = {
      status: 410,
      body: { type: '/problems/extension-taken-down', details: { reason: 'It steals keys.' } },
    };
    for (const as of [undefined, asLinus, asAda, operatorToken]) {
      expect(await beach.show(name, as)).toMatchObject(gone);
      expect((await beach.pull(name, version, as)).json()).toMatchObject(gone.body);
      expect(await names('q=malware', as)).toEqual([]);
    }
    for (const path of ['versions', 'versions/latest', `versions/${version}`])
      expect(await beach.below(name, path)).toMatchObject(gone);
    expect((await beach.below(user, 'versions/latest')).body).toMatchObject({
      dependencies: [{ name, resolved: false }],
    });

    expected(204, await beach.care(operatorToken, name, 'restore'));
    expect(await told(ExtensionRestoredIntegrationEvent, name)).toEqual([
      expect.objectContaining({ collectiveId: 'c-tide-pool' }),
    ]);
    expect(await names('q=malware')).toEqual([name]);
    expect((await beach.pull(name, version)).statusCode).toBe(200);
  });

  it('is left alone by its collective, too', async () => {
    const name = await published('@tide-pool/untouchable');
    const id = await beach.uploaded(asAda, name, '2026.06.01.2');
    expected(204, await beach.care(operatorToken, name, 'take-down', { reason: 'x' }));
    for (const [deed, body] of [
      ['yank', { reason: 'x' }],
      ['unyank', {}],
      ['deprecate', {}],
      ['undeprecate', undefined],
      ['visibility', { visibility: 'private' }],
    ] as const)
      expect(await beach.care(asAda, name, deed, body)).toMatchObject({ status: 410 });
    expect(await beach.initiate(asAda, name, '2026.06.01.3')).toMatchObject({ status: 410 });
    expect(await beach.confirm(asAda, id)).toMatchObject({ status: 410 });
    expect(await beach.care(asAda, '@tide-pool/other', 'deprecate', { supersededBy: name })).toMatchObject({
      status: 404,
    });
  });

  it('tells strangers nothing when it was private', async () => {
    const name = await published('@tide-pool/hidden-malware', { visibility: 'private' });
    expected(204, await beach.care(operatorToken, name, 'take-down', { reason: 'x' }));
    expect(await beach.show(name, asLinus)).toMatchObject({ status: 404 });
    expect(await beach.show(name, asGrace)).toMatchObject({ status: 410 });
  });

  it('is taken down once and restored once, and only by operators', async () => {
    const name = await published('@tide-pool/once-down');
    for (const deed of ['take-down', 'restore'])
      expect(
        (
          await beach.world.request(
            'POST',
            `/api/v1/operator/extensions/${encodeURIComponent(name)}/${deed}`,
            { as: asAda, ...(deed === 'take-down' && { body: { reason: 'x' } }) },
          )
        ).status,
      ).toBe(403);
    expect(await beach.care(operatorToken, name, 'restore')).toMatchObject({
      status: 409,
      body: { type: '/problems/extension-not-taken-down' },
    });
    expected(204, await beach.care(operatorToken, name, 'take-down', { reason: 'x' }));
    expect(await beach.care(operatorToken, name, 'take-down', { reason: 'y' })).toMatchObject({
      status: 410,
    });
    expect(await beach.care(operatorToken, '@tide-pool/none', 'take-down', { reason: 'x' })).toMatchObject({
      status: 404,
    });
    expect(await beach.care(operatorToken, 'none', 'restore')).toMatchObject({ status: 422 });
    expect(await told(ExtensionTakenDownIntegrationEvent, name)).toHaveLength(1);
  });
});
