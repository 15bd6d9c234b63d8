import {
  AccountDeletedIntegrationEvent,
  ClientRegisteredIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  contracts,
  EmailVerifiedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  type Fact,
  InviteSentIntegrationEvent,
  MemberRemovedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ForgetPerson } from '../application/forget-person.js';
import type { RecordTrackedEvent } from '../application/record-tracked-event.js';
import { AnyFactConsumer } from '../presentation/consumers/any-fact.consumer.js';
import { legacyRecordOf } from '../presentation/consumers/legacy-record.js';
import {
  eventId,
  exampleData,
  exampleFact,
  exampleNames,
  goldenFile,
  goldenText,
  occurredAt,
} from './examples.js';

const types = Object.values(contracts);
const consumer = new AnyFactConsumer({} as CommandBus);

function recordingOf(fact: Fact): RecordTrackedEvent {
  const command = consumer.toCommand(fact);
  return command instanceof ForgetPerson ? command.record : command;
}

describe('the legacy record', () => {
  it.each(exampleNames)('of %s is byte for byte the golden one', async (name) => {
    const command = recordingOf(exampleFact(name));
    const text = goldenText({ name: command.name, properties: JSON.stringify(command.properties) });
    await expect(text).toMatchFileSnapshot(goldenFile(name));
  });

  it('of a new collective has the five properties it always had', () => {
    const fact = new CollectiveCreatedIntegrationEvent({
      collectiveId: 'c-1',
      slug: 'tide-pool',
      name: 'Tide Pool',
      createdByUserId: 'u-1',
      createdByUsername: 'ada',
      personal: true,
    });
    expect(legacyRecordOf(fact)).toEqual({
      name: 'collective_created',
      properties: {
        collectiveId: 'c-1',
        slug: 'tide-pool',
        name: 'Tide Pool',
        createdByUserId: 'u-1',
        createdByUsername: 'ada',
      },
      distinctId: 'u-1',
      key: '["collective_created","u-1",["collectiveId","c-1"],["createdByUserId","u-1"]]',
    });
  });

  const published = {
    extensionName: '@tide-pool/a',
    version: '2026.04.09.1',
    userId: 'u-1',
    username: 'ada',
  };

  it('of a publication names the collective if there is one', () => {
    const fact = new ExtensionPublishedIntegrationEvent({
      ...published,
      collectiveSlug: 'tide-pool',
      extensionId: 'e-1',
      firstPublish: true,
      visibility: 'public',
    });
    expect(JSON.stringify(legacyRecordOf(fact)?.properties)).toBe(
      '{"extensionName":"@tide-pool/a","version":"2026.04.09.1","userId":"u-1","username":"ada","collectiveSlug":"tide-pool"}',
    );
  });

  it('of a publication under a personal collective leaves the collective out', () => {
    const fact = new ExtensionPublishedIntegrationEvent(published);
    expect(JSON.stringify(legacyRecordOf(fact)?.properties)).toBe(
      '{"extensionName":"@tide-pool/a","version":"2026.04.09.1","userId":"u-1","username":"ada"}',
    );
  });

  it.each(types.map(({ type }) => type))('of %s has no personal and no secret value', (type) => {
    const data = exampleData(type);
    const record = legacyRecordOf(exampleFact(type));
    for (const { field } of contracts[type].personal) {
      expect(data).toHaveProperty(field);
      expect(record?.properties).not.toHaveProperty(field);
      expect(JSON.stringify(record)).not.toContain(String(data[field]));
    }
  });

  it('is not made of anything but facts', () => {
    class Stranger {
      declare readonly metadata: never;
    }
    expect(legacyRecordOf(new Stranger())).toBeNull();
  });

  it.each([
    [UserRegisteredIntegrationEvent.type, 'userId'],
    [CollectiveCreatedIntegrationEvent.type, 'createdByUserId'],
    [InviteSentIntegrationEvent.type, 'invitedByUserId'],
    [MemberRemovedIntegrationEvent.type, 'userId'],
    [ClientRegisteredIntegrationEvent.type, 'ownerUserId'],
  ])('of %s counts for the person in %s', (type, field) => {
    expect(legacyRecordOf(exampleFact(type))?.distinctId).toBe(exampleData(type)[field]);
  });
});

describe('AnyFactConsumer', () => {
  it('takes id and time of the record from the fact', () => {
    const command = recordingOf(exampleFact(EmailVerifiedIntegrationEvent.type));
    expect(command).toMatchObject({ eventId, occurredAt: new Date(occurredAt), name: 'email_verified' });
  });

  it('lets a person be forgotten whose account is gone, and records that as well', () => {
    const command = consumer.toCommand(exampleFact(AccountDeletedIntegrationEvent.type));
    const { userId } = exampleData(AccountDeletedIntegrationEvent.type);
    expect(command).toMatchObject({ userId, record: { eventId, name: 'account_deleted' } });
  });
});
