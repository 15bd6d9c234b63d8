import {
  AccountDeletedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  MemberRemovedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secondSweepMs } from '../domain/limits.js';
import { TelemetryModule } from '../telemetry.module.js';

let world: World;
beforeEach(async () => {
  world = await World.start({
    name: 'telemetry',
    modules: [TelemetryModule.forRoot({ producers: ['old'] })],
  });
});
afterEach(() => world.stop());

const gone = 'deleted-person';
const adaId = '0198c1b0-0000-7000-8000-00000000ada1';

const registered = () =>
  new UserRegisteredIntegrationEvent({
    userId: adaId,
    username: 'ada-byron',
    displayName: 'Ada Byron',
    source: 'password',
  });
const deleted = () => new AccountDeletedIntegrationEvent({ userId: adaId });

async function records(): Promise<Record<string, object>> {
  const rows = await world.rows<{ name: string; properties: string; distinct_id: string }>(
    'SELECT name, properties, distinct_id FROM telemetry.telemetry_events',
  );
  return Object.fromEntries(
    rows.map(({ name, properties, distinct_id: who }) => [
      name,
      { who, ...(JSON.parse(properties) as object) },
    ]),
  );
}

async function everything(): Promise<string> {
  const tables = ['telemetry_events', 'observations', 'superseded_calls'];
  return JSON.stringify(
    await Promise.all(tables.map((table) => world.rows(`SELECT * FROM telemetry.${table}`))),
  );
}

describe('somebody whose account is gone', () => {
  it('stands in no record any more, neither by id nor by name; what happened stays', async () => {
    await world.publish(registered());
    await world.publish(
      new CollectiveCreatedIntegrationEvent({
        ...{ collectiveId: 'c-1', slug: 'ada-byron', name: 'ada-byron', personal: true },
        ...{ createdByUserId: adaId, createdByUsername: 'ada-byron' },
      }),
    );
    await world.publish(
      new UsernameChangedIntegrationEvent({ userId: adaId, oldUsername: 'ada-byron', newUsername: 'lady-l' }),
    );
    await world.publish(
      new MemberRemovedIntegrationEvent({
        ...{ collectiveId: 'c-2', slug: 'tide-pool', userId: 'u-grace', username: 'grace', role: 'member' },
        ...{ removedByUserId: adaId, reason: 'removed' },
      }),
    );
    await world.publish(
      new ExtensionPulledIntegrationEvent({
        extensionName: '@tide-pool/gull',
        version: '2026.06.01.1',
        authorUserId: adaId,
        authorUsername: 'lady-l',
      }),
    );
    await world.drain();
    await world.publish(deleted());
    await world.drain();
    expect(await records()).toEqual({
      sign_up: { who: gone, userId: gone, username: gone, displayName: gone, source: 'password' },
      collective_created: {
        ...{ who: gone, collectiveId: 'c-1', slug: gone, name: gone },
        ...{ createdByUserId: gone, createdByUsername: gone },
      },
      username_changed: { who: gone, userId: gone, oldUsername: gone, newUsername: gone },
      collective_member_removed: expect.objectContaining({
        who: 'u-grace',
        username: 'grace',
        removedByUserId: gone,
      }),
      extension_pulled: expect.objectContaining({ who: gone, authorUserId: gone, authorUsername: gone }),
      account_deleted: { who: gone, userId: gone },
    });
    expect(await everything()).not.toMatch(new RegExp(`${adaId}|ada-byron|lady-l|Ada Byron`));
  });

  it('is not brought back by what comes late', async () => {
    await world.publish(deleted());
    await world.drain();
    await world.publish(registered());
    await world.drain();
    expect((await records())['sign_up']).toMatchObject({ who: gone, userId: gone, username: gone });
    const body = { event: 'page_viewed', properties: { userId: adaId, username: 'ada-byron' } };
    await world.request('POST', '/api/v1/telemetry/track', { as: 'client:old', body });
    expect((await records())['page_viewed']).toEqual({ who: gone, userId: gone, username: gone });
    expect(await everything()).not.toMatch(new RegExp(`${adaId}|ada-byron`));
  });

  it('is found wherever producers put them, and by their username alone', async () => {
    await world.publish(registered());
    await world.drain();
    const properties = { viewers: ['u-grace', adaId], authorUsername: 'ada-byron', path: '/docs' };
    const body = { event: 'page_viewed', properties };
    await world.request('POST', '/api/v1/telemetry/track', { as: 'client:old', body });
    const named = { event: 'page_liked', properties: { displayName: 'Ada Byron', userId: adaId } };
    await world.request('POST', '/api/v1/telemetry/track', { as: 'client:old', body: named });
    await world.publish(deleted());
    await world.drain();
    expect(await records()).toMatchObject({
      page_viewed: { viewers: ['u-grace', gone], authorUsername: gone, path: '/docs' },
      page_liked: { who: gone, userId: gone, displayName: gone },
    });
    expect(await everything()).not.toMatch(new RegExp(`${adaId}|ada-byron|Ada Byron`));
  });

  it('takes nobody along whom they called themselves after', async () => {
    const mode = { mode: 'dual', reason: 'x' };
    await world.request('PUT', '/api/v1/operator/telemetry/modes/extension_published', {
      as: operatorToken,
      body: mode,
    });
    await world.publish(registered());
    await world.publish(
      new ExtensionPublishedIntegrationEvent({
        ...{ extensionName: '@tide-pool/gull', version: '2026.06.01.1', visibility: 'public' },
        ...{ userId: adaId, username: 'ada-byron' },
      }),
    );
    await world.publish(
      new UserRegisteredIntegrationEvent({
        ...{ userId: 'u-mallory', username: 'mallory', displayName: 'ada-byron', source: 'password' },
      }),
    );
    await world.drain();
    const ofAda = async () => [
      await world.rows(
        `SELECT * FROM telemetry.telemetry_events WHERE distinct_id = '${adaId}' ORDER BY event_id`,
      ),
      await world.rows('SELECT * FROM telemetry.observations'),
    ];
    const before = await ofAda();
    await world.publish(new AccountDeletedIntegrationEvent({ userId: 'u-mallory' }));
    await world.drain();
    expect(await ofAda()).toEqual(before);
    expect(await everything()).not.toContain('mallory');
    await world.publish(deleted());
    await world.drain();
    expect(await everything()).not.toMatch(new RegExp(`${adaId}|ada-byron`));
  });

  it('is taken out of thousands of records', async () => {
    await world.rows(
      `INSERT INTO telemetry.telemetry_events (event_id, name, properties, occurred_at, distinct_id, mentions)
       SELECT gen_random_uuid(), 'email_verified', $1, now(), $2, ARRAY[$2] FROM generate_series(1, 2500)`,
      [JSON.stringify({ userId: adaId }), adaId],
    );
    await world.publish(deleted());
    await world.drain();
    expect(await everything()).not.toContain(adaId);
  });

  it('is taken out of what both sides told as well', async () => {
    const path = '/api/v1/operator/telemetry/modes/sign_up';
    await world.request('PUT', path, { as: operatorToken, body: { mode: 'dual', reason: 'x' } });
    await world.publish(registered());
    await world.drain();
    expect(await everything()).toContain(adaId);
    await world.publish(deleted());
    await world.drain();
    expect(await everything()).not.toContain(adaId);
  });

  it('is looked for once more, in what was being written at the same moment', async () => {
    await world.publish(deleted());
    await world.drain();
    await world.rows(
      `INSERT INTO telemetry.telemetry_events (event_id, name, properties, occurred_at, distinct_id, mentions)
       VALUES (gen_random_uuid(), 'email_verified', $1, now(), $2, ARRAY[$2])`,
      [JSON.stringify({ userId: adaId }), adaId],
    );
    world.clock.advance(secondSweepMs);
    await world.drain();
    expect((await records())['email_verified']).toEqual({ who: gone, userId: gone });
  });
});
