import {
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  CollectiveRenamedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAda, asGrace, Beach, expected } from './extensions-world.js';

let beach: Beach;
const asLinus = 'user:u-linus:linus';
const name = '@tide-pool/shells';
const version = '2026.06.01.1';

beforeAll(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus');
  await beach.found('tide-pool', ['ada', 'grace']);
  await beach.world.drain();
  expected(200, await beach.publish(asAda, name, version));
});
afterAll(() => beach.stop());

/** The author of the extension, of its versions in a list, and of one version, as somebody sees them. */
async function authors(as?: string): Promise<(string | null)[]> {
  const shown = expected(200, await beach.show(name, as)) as {
    author: string | null;
    versions: { items: { author: string | null }[] };
  };
  const one = expected(200, await beach.below(name, `versions/${version}`, as)) as { author: string | null };
  return [shown.author, ...shown.versions.items.map(({ author }) => author), one.author];
}

describe('the author of a public extension', () => {
  const visibility = (isPublic: boolean) =>
    new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-ada', isPublic });

  it.each([
    ['whose profile is private', visibility(false), visibility(true)],
    [
      'who is suspended',
      new AccountSuspendedIntegrationEvent({ userId: 'u-ada', reason: 'spam' }),
      new AccountReinstatedIntegrationEvent({ userId: 'u-ada' }),
    ],
  ])('%s is named to nobody but themselves and their fellows, until that ends', async (_who, hide, show) => {
    expect(await authors()).toEqual(['ada', 'ada', 'ada']);
    await beach.world.publish(hide);
    await beach.world.drain();
    expect(await authors()).toEqual([null, null, null]);
    expect(await authors(asLinus)).toEqual([null, null, null]);
    expect(await authors(asAda)).toEqual(['ada', 'ada', 'ada']);
    expect(await authors(asGrace)).toEqual(['ada', 'ada', 'ada']);
    await beach.world.publish(show);
    await beach.world.drain();
    expect(await authors()).toEqual(['ada', 'ada', 'ada']);
  });
});

describe('the personal collective of somebody whose profile is private', () => {
  const found = async (slug: string, as?: string) => {
    const url = `/api/v1/extensions?collective=${slug}`;
    const answer = await beach.world.request('GET', url, as === undefined ? {} : { as });
    return (expected(200, answer) as { items: { name: string; collective: string }[] }).items.map(
      ({ name: extension, collective }) => `${extension} of ${collective}`,
    );
  };

  it('is not known by a name that they took later', async () => {
    await beach.found('linus', ['linus'], true);
    await beach.world.drain();
    expected(200, await beach.publish(asLinus, '@linus/blanket', version));
    await beach.world.publish(
      new CollectiveRenamedIntegrationEvent({
        ...{ collectiveId: 'c-linus', oldSlug: 'linus', slug: 'van-pelt', oldName: 'Linus', name: 'Linus' },
        ...{ renamedByUserId: 'u-linus', personal: true },
      }),
    );
    await beach.world.drain();
    expect(await found('van-pelt')).toEqual(['@linus/blanket of van-pelt']);
    await beach.world.publish(
      new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-linus', isPublic: false }),
    );
    await beach.world.drain();
    expect(await found('van-pelt', asGrace)).toEqual([]);
    expect(await found('linus', asGrace)).toEqual(['@linus/blanket of linus']);
    expect((await beach.show('@linus/blanket')).body).toMatchObject({ collective: 'linus', author: null });
    expect(await found('van-pelt', asLinus)).toEqual(['@linus/blanket of van-pelt']);
  });
});
