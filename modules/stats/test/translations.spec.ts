import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  DailySignInIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  type EventMetadata,
  ExtensionPublishedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  type Fact,
  InviteAcceptedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { CreditAcceptedInvite } from '../application/credit-accepted-invite.js';
import { CreditDailySignIn } from '../application/credit-daily-sign-in.js';
import { CreditFounding } from '../application/credit-founding.js';
import { CreditPublication } from '../application/credit-publication.js';
import { CreditPull } from '../application/credit-pull.js';
import { CreditSignUp } from '../application/credit-sign-up.js';
import { CreditVerifiedEmail } from '../application/credit-verified-email.js';
import { ForgetPerson } from '../application/forget-person.js';
import { ReinstatePerson } from '../application/reinstate-person.js';
import { RenamePerson } from '../application/rename-person.js';
import { ShowPerson } from '../application/show-person.js';
import { SuspendPerson } from '../application/suspend-person.js';
import { AccountDeletedConsumer } from '../presentation/consumers/account-deleted.consumer.js';
import { AccountReinstatedConsumer } from '../presentation/consumers/account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from '../presentation/consumers/account-suspended.consumer.js';
import { CollectiveCreatedConsumer } from '../presentation/consumers/collective-created.consumer.js';
import { DailySignInConsumer } from '../presentation/consumers/daily-sign-in.consumer.js';
import { EmailVerifiedConsumer } from '../presentation/consumers/email-verified.consumer.js';
import { ExtensionPublishedConsumer } from '../presentation/consumers/extension-published.consumer.js';
import { ExtensionPulledConsumer } from '../presentation/consumers/extension-pulled.consumer.js';
import { InviteAcceptedConsumer } from '../presentation/consumers/invite-accepted.consumer.js';
import { ProfileVisibilityChangedConsumer } from '../presentation/consumers/profile-visibility-changed.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';
import { UsernameChangedConsumer } from '../presentation/consumers/username-changed.consumer.js';

const metadata: EventMetadata = {
  eventId: '0192aaaa-0000-7000-8000-000000000001',
  occurredAt: '2026-03-17T18:21:17.000Z',
  correlationId: '0192aaaa-0000-7000-8000-000000000002',
  source: '/contexts/elsewhere',
  version: 1,
  isReplay: false,
};
const cause = { eventId: metadata.eventId, traceId: null, at: new Date(metadata.occurredAt) };

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
  extensionPulled: new ExtensionPulledConsumer(bus),
  dailySignIn: new DailySignInConsumer(bus),
  usernameChanged: new UsernameChangedConsumer(bus),
  profileVisibilityChanged: new ProfileVisibilityChangedConsumer(bus),
  accountSuspended: new AccountSuspendedConsumer(bus),
  accountReinstated: new AccountReinstatedConsumer(bus),
  accountDeleted: new AccountDeletedConsumer(bus),
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
      new CreditPublication(
        'u',
        { extensionName: '@tools/one', version: '2026.03.17.1', platforms: [] },
        cause,
      ),
    );
  });

  it('write down the trace of a fact that was traced, and what a version runs on', () => {
    const traceId = 'b'.repeat(32);
    const fact = new ExtensionPublishedIntegrationEvent({
      extensionName: '@tools/one',
      version: '2026.03.17.1',
      userId: 'u',
      username: 'ada',
      platforms: ['linux'],
    });
    Object.defineProperty(fact, 'metadata', { value: { ...metadata, traceId } });
    expect(consumers.extensionPublished.toCommand(fact)).toMatchObject({
      publication: { platforms: ['linux'] },
      cause: { traceId },
    });
  });

  it('credit the author of what was pulled, whoever pulled it', () => {
    const fields = {
      extensionName: '@tools/one',
      version: '2026.03.17.1',
      authorUserId: 'u',
      authorUsername: 'ada',
    };
    const { extensionPulled } = consumers;
    expect(extensionPulled.toCommand(recorded(new ExtensionPulledIntegrationEvent(fields)))).toEqual(
      new CreditPull('u', null, cause),
    );
    const known = recorded(new ExtensionPulledIntegrationEvent({ ...fields, pulledBy: 'u-bob' }));
    expect(extensionPulled.toCommand(known)).toEqual(new CreditPull('u', 'u-bob', cause));
  });

  it('take the day of a sign-in from the fact', () => {
    const fact = recorded(
      new DailySignInIntegrationEvent({ userId: 'u', username: 'ada', date: '2026-03-16' }),
    );
    expect(consumers.dailySignIn.toCommand(fact)).toEqual(new CreditDailySignIn('u', '2026-03-16', cause));
  });

  it('follow who somebody is, and who may see it', () => {
    const renamed = { userId: 'u', oldUsername: 'ada', newUsername: 'countess' };
    expect([
      consumers.usernameChanged.toCommand(recorded(new UsernameChangedIntegrationEvent(renamed))),
      consumers.profileVisibilityChanged.toCommand(
        recorded(new ProfileVisibilityChangedIntegrationEvent({ userId: 'u', isPublic: false })),
      ),
      consumers.accountSuspended.toCommand(
        recorded(new AccountSuspendedIntegrationEvent({ userId: 'u', reason: 'spam' })),
      ),
      consumers.accountReinstated.toCommand(recorded(new AccountReinstatedIntegrationEvent({ userId: 'u' }))),
      consumers.accountDeleted.toCommand(recorded(new AccountDeletedIntegrationEvent({ userId: 'u' }))),
    ]).toEqual([
      new RenamePerson('u', 'ada', 'countess'),
      new ShowPerson('u', false),
      new SuspendPerson('u'),
      new ReinstatePerson('u'),
      new ForgetPerson('u'),
    ]);
  });
});
