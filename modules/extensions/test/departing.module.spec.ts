import { AccountDeletedIntegrationEvent } from '@boardwalk/integration-events';
import { overlapping } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ForgetPerson } from '../application/forget-person.js';
import { ImportPublications } from '../application/import-publications.js';
import { InitiatePublication } from '../application/initiate-publication.js';
import { RecordPull } from '../application/record-pull.js';
import { YankExtension } from '../application/yank-extension.js';
import { configuration } from '../domain/configuration.js';
import { asAda, asGrace, Beach, expected } from './extensions-world.js';

let beach: Beach;
beforeEach(async () => {
  beach = await Beach.start();
  await beach.signUp('ada', 'grace', 'linus');
  await beach.found('tide-pool', ['grace', 'ada']);
  await beach.world.drain();
  expected(200, await beach.publish(asGrace, '@tide-pool/shells', '2026.06.01.1'));
  await beach.world.drain();
});
afterEach(() => beach.stop());

const ada = { userId: 'u-ada', username: 'ada' };
const details = { platforms: [], labels: [], contents: {}, dependencies: [] };
const initiating = (version = '2026.06.01.2', name = '@tide-pool/shells') =>
  new InitiatePublication(ada, name, version, 'a'.repeat(64), 10, details);
const deeds = {
  'a publication': () => initiating(),
  'a yank': () =>
    new YankExtension({ name: '@tide-pool/shells', by: ada, knownPosition: undefined }, 'It broke'),
  'a pull of somebody’s': () =>
    new RecordPull('@dunes/sand', '2026.06.01.1', { kind: 'user', userId: 'u-ada' }),
  'an imported publication': () =>
    new ImportPublications([
      {
        ...{ ...details, name: '@tide-pool/foam', version: '2026.06.01.1', author: 'ada' },
        publishedAt: beach.world.clock.now(),
      },
    ]),
};

describe('somebody whose account is being deleted', () => {
  const forgetting = () => new ForgetPerson('u-ada', beach.world.clock.now());

  it.each(Object.entries(deeds))(
    'leaves nothing of themselves with %s, before or after',
    async (_what, deed) => {
      await beach.found('dunes', ['linus']);
      await beach.join('tide-pool', 'ada', 'admin');
      await beach.world.drain();
      expected(200, await beach.publish('user:u-linus:linus', '@dunes/sand', '2026.06.01.1'));
      const [done, forgotten] = await overlapping(beach.world, deed(), forgetting());
      expect([done.status, forgotten.status]).toEqual(['fulfilled', 'fulfilled']);
      expect(await beach.tablesWith('u-ada')).toEqual([]);
      expect(await beach.tablesWith('ada')).toEqual([]);
      await beach.world.execute(deed()).catch(() => undefined);
      expect(await beach.tablesWith('u-ada')).toEqual([]);
      expect(await beach.tablesWith('ada')).toEqual([]);
    },
  );

  it('publishes nothing when a membership of theirs arrives late', async () => {
    await beach.world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-ada' }));
    await beach.world.drain();
    await beach.join('tide-pool', 'ada', 'admin');
    await beach.world.drain();
    const answer = await beach.initiate(asAda, '@tide-pool/shells', '2026.06.01.2');
    expect(answer).toMatchObject({
      status: 404,
      body: { type: expect.stringContaining('collective-not-yours') },
    });
  });
});

describe('publications that are announced and not confirmed', () => {
  it('are only so many of one person, one after another or at once, until they expire', async () => {
    const { mostOpenPublications } = configuration;
    const versions = Array.from(
      { length: mostOpenPublications - 1 },
      (_, index) => `2026.07.01.${index + 1}`,
    );
    for (const version of versions) await beach.world.execute(initiating(version));
    const [one, other] = await overlapping(
      beach.world,
      initiating('2026.08.01.1', '@tide-pool/one'),
      initiating('2026.08.01.1', '@tide-pool/other'),
    );
    expect(one.status).toBe('fulfilled');
    expect(other).toMatchObject({ status: 'rejected', reason: { code: 'too-many-publications' } });
    expect((await beach.initiate(asAda, '@tide-pool/shells', '2026.08.01.3')).status).toBe(409);
    expected(201, await beach.initiate(asGrace, '@tide-pool/shells', '2026.08.01.4'));
    beach.world.clock.advance(configuration.publicationLifetimeMs);
    expected(201, await beach.initiate(asAda, '@tide-pool/shells', '2026.08.01.5'));
  }, 120_000);
});
