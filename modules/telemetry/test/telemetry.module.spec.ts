import { readFileSync } from 'node:fs';
import {
  AccountDeletedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  everyContract,
  InviteSentIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TelemetryModule } from '../telemetry.module.js';
import { exampleNames, goldenFile, goldenText, unstampedFact } from './examples.js';

let world: World;
beforeEach(async () => {
  world = await World.start({ name: 'telemetry', modules: [TelemetryModule.forRoot()] });
});
afterEach(() => world.stop());

interface Listed {
  readonly items: {
    eventId: string;
    name: string;
    properties: object;
    occurredAt: string;
    distinctId: string;
  }[];
  readonly nextCursor: string | null;
}

async function list(query = ''): Promise<Listed> {
  const { status, body } = await world.request('GET', `/api/v1/operator/telemetry-events?${query}`, {
    as: operatorToken,
  });
  expect(status).toBe(200);
  return body as Listed;
}

const founding = () =>
  new CollectiveCreatedIntegrationEvent({
    collectiveId: 'c-1',
    slug: 'tide-pool',
    name: 'Tide Pool',
    createdByUserId: 'u-1',
    createdByUsername: 'ada',
    personal: true,
  });

/** All examples are about one person, whose end changes the records of all others: see forgetting.module.spec.ts. */
const told = exampleNames.filter((name) => name !== AccountDeletedIntegrationEvent.type);

describe('telemetry', () => {
  it('keeps every kind of fact, name and properties equal to the golden record byte for byte [0-16]', async () => {
    for (const name of told) {
      await world.publish(unstampedFact(name));
      world.clock.advance(1);
    }
    await world.drain();
    const rows = await world.rows<{ name: string; properties: string }>(
      'SELECT name, properties FROM telemetry.telemetry_events ORDER BY occurred_at',
    );
    expect(rows.map(goldenText)).toEqual(told.map((name) => readFileSync(goldenFile(name), 'utf8')));
    expect(rows.length).toBeGreaterThanOrEqual(everyContract.length - 1);
  });

  it('shows a record with exactly the properties that the legacy format has', async () => {
    await world.publish(founding());
    await world.drain();
    const [record, ...others] = (await list('name=collective_created')).items;
    expect(others).toEqual([]);
    expect(record).toEqual({
      eventId: record?.eventId,
      name: 'collective_created',
      properties: {
        collectiveId: 'c-1',
        slug: 'tide-pool',
        name: 'Tide Pool',
        createdByUserId: 'u-1',
        createdByUsername: 'ada',
      },
      occurredAt: world.clock.now().toISOString(),
      distinctId: 'u-1',
    });
  });

  it('keeps no address and no token', async () => {
    await world.publish(
      new InviteSentIntegrationEvent({
        collectiveId: 'c-1',
        slug: 'tide-pool',
        inviteId: 'i-1',
        inviteeEmail: 'grace@example.org',
        role: 'member',
        invitedByUserId: 'u-1',
        token: 'very-secret-token',
      }),
    );
    await world.drain();
    const rows = JSON.stringify(await world.rows('SELECT * FROM telemetry.telemetry_events'));
    expect(rows).toContain('collective_invite_sent');
    expect(rows).not.toMatch(/grace@example|very-secret-token/);
  });

  it('lists the newest first, by name, page by page', async () => {
    for (const userId of ['u-1', 'u-2', 'u-3']) {
      await world.publish(new EmailVerifiedIntegrationEvent({ userId }));
      world.clock.advance(1000);
    }
    await world.publish(founding());
    await world.drain();
    expect((await list()).items.map(({ name }) => name)).toEqual([
      'collective_created',
      'email_verified',
      'email_verified',
      'email_verified',
    ]);
    const first = await list('name=email_verified&limit=2');
    expect(first.items.map(({ distinctId }) => distinctId)).toEqual(['u-3', 'u-2']);
    const second = await list(`name=email_verified&limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map(({ distinctId }) => distinctId)).toEqual(['u-1']);
    expect(second.nextCursor).toBeNull();
  });

  it('is shown to the operator only, and refuses what it does not understand', async () => {
    const path = '/api/v1/operator/telemetry-events';
    expect((await world.request('GET', path, { as: 'user:u-1:ada' })).status).toBe(403);
    expect((await world.request('GET', path)).status).toBe(401);
    for (const query of ['name=DROP', 'limit=0', 'cursor=x', 'cursor=e30', 'colour=red'])
      expect((await world.request('GET', `${path}?${query}`, { as: operatorToken })).status, query).toBe(400);
  });
});
