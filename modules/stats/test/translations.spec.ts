import {
  CollectiveCreatedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  type EventMetadata,
  ExtensionPublishedIntegrationEvent,
  type Fact,
  InviteAcceptedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { CreditAcceptedInvite } from '../application/credit-accepted-invite.js';
import { CreditFounding } from '../application/credit-founding.js';
import { CreditPublication } from '../application/credit-publication.js';
import { CreditSignUp } from '../application/credit-sign-up.js';
import { CreditVerifiedEmail } from '../application/credit-verified-email.js';
import { CollectiveCreatedConsumer } from '../presentation/consumers/collective-created.consumer.js';
import { EmailVerifiedConsumer } from '../presentation/consumers/email-verified.consumer.js';
import { ExtensionPublishedConsumer } from '../presentation/consumers/extension-published.consumer.js';
import { InviteAcceptedConsumer } from '../presentation/consumers/invite-accepted.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';

const metadata: EventMetadata = {
  eventId: '0192aaaa-0000-7000-8000-000000000001',
  occurredAt: '2026-03-17T18:21:17.000Z',
  correlationId: '0192aaaa-0000-7000-8000-000000000002',
  source: '/contexts/elsewhere',
  version: 1,
  isReplay: false,
};
const cause = { eventId: metadata.eventId, at: new Date(metadata.occurredAt) };

function recorded<F extends Fact>(fact: F): F {
  return Object.defineProperty(fact, 'metadata', { value: metadata });
}

// Translations are pure: the bus is only there because a consumer cannot be made without one.
const bus: CommandBus = Object.create(CommandBus.prototype);

const consumers = {
  userRegistered: new UserRegisteredConsumer(bus),
  emailVerified: new EmailVerifiedConsumer(bus),
  collectiveCreated: new CollectiveCreatedConsumer(bus),
  inviteAccepted: new InviteAcceptedConsumer(bus),
  extensionPublished: new ExtensionPublishedConsumer(bus),
};

describe('the consumers of stats', () => {
  it('share one subscription, because they keep one state', () => {
    const subscriptions = Object.values(consumers).map(
      ({ constructor }) => (constructor as typeof UserRegisteredConsumer).subscription,
    );
    expect(new Set(subscriptions)).toEqual(new Set(['stats.scores']));
  });

  it('take a sign-up as one to credit, with a public profile unless it says otherwise', () => {
    const fields = { userId: 'u', username: 'ada', displayName: 'Ada', source: 'password' as const };
    expect(consumers.userRegistered.toCommand(recorded(new UserRegisteredIntegrationEvent(fields)))).toEqual(
      new CreditSignUp('u', 'ada', true, false, cause),
    );
    const hidden = new UserRegisteredIntegrationEvent({ ...fields, isPublic: false });
    expect(consumers.userRegistered.toCommand(recorded(hidden)).isPublic).toBe(false);
  });

  it('know an imported person from one who signed up', () => {
    const imported = new UserRegisteredIntegrationEvent({
      userId: 'u',
      username: 'ada',
      displayName: 'Ada',
      source: 'import',
    });
    expect(consumers.userRegistered.toCommand(recorded(imported)).imported).toBe(true);
  });

  it('take a verified address as one to credit', () => {
    const verified = recorded(new EmailVerifiedIntegrationEvent({ userId: 'u' }));
    expect(consumers.emailVerified.toCommand(verified)).toEqual(new CreditVerifiedEmail('u', cause));
  });

  it('credit the founder of a collective', () => {
    const created = recorded(
      new CollectiveCreatedIntegrationEvent({
        collectiveId: 'c',
        slug: 'tools',
        name: 'Tools',
        createdByUserId: 'u',
        createdByUsername: 'ada',
      }),
    );
    expect(consumers.collectiveCreated.toCommand(created)).toEqual(new CreditFounding('u', 'c', cause));
  });

  it('ignore a personal collective', () => {
    const personal = recorded(
      new CollectiveCreatedIntegrationEvent({
        collectiveId: 'c',
        slug: 'ada',
        name: 'Ada',
        createdByUserId: 'u',
        createdByUsername: 'ada',
        personal: true,
      }),
    );
    expect(consumers.collectiveCreated.toCommand(personal)).toBeNull();
  });

  it('credit both sides of an accepted invite', () => {
    const accepted = recorded(
      new InviteAcceptedIntegrationEvent({
        collectiveId: 'c',
        slug: 'tools',
        inviteId: 'i',
        userId: 'invitee',
        username: 'bob',
        role: 'member',
        invitedByUserId: 'inviter',
      }),
    );
    expect(consumers.inviteAccepted.toCommand(accepted)).toEqual(
      new CreditAcceptedInvite('i', 'inviter', 'invitee', cause),
    );
  });

  it('credit the author of a publication, at the time of the publication', () => {
    const published = recorded(
      new ExtensionPublishedIntegrationEvent({
        extensionName: '@tools/one',
        version: '2026.03.17.1',
        userId: 'u',
        username: 'ada',
      }),
    );
    expect(consumers.extensionPublished.toCommand(published)).toEqual(
      new CreditPublication('u', '@tools/one', '2026.03.17.1', cause),
    );
  });
});
