import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  type EventMetadata,
  ExtensionPublishedIntegrationEvent,
  ExtensionRestoredIntegrationEvent,
  ExtensionTakenDownIntegrationEvent,
  type Fact,
  ProfileVisibilityChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
  UsernameChangedIntegrationEvent,
  VisibilityChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ConfirmAddress } from '../application/confirm-address.js';
import { ForgetPerson } from '../application/forget-person.js';
import { peopleSubscription } from '../application/people.js';
import { extensionsSubscription } from '../application/published-extensions.js';
import { RecordPublication } from '../application/record-publication.js';
import { RecordTakeDown } from '../application/record-take-down.js';
import { RecordVisibility } from '../application/record-visibility.js';
import { RenamePerson } from '../application/rename-person.js';
import { SetSuspension } from '../application/set-suspension.js';
import { ShowPerson } from '../application/show-person.js';
import { WelcomePerson } from '../application/welcome-person.js';
import { AccountDeletedConsumer } from '../presentation/consumers/account-deleted.consumer.js';
import { AccountReinstatedConsumer } from '../presentation/consumers/account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from '../presentation/consumers/account-suspended.consumer.js';
import { EmailVerifiedConsumer } from '../presentation/consumers/email-verified.consumer.js';
import { ExtensionPublishedConsumer } from '../presentation/consumers/extension-published.consumer.js';
import { ExtensionRestoredConsumer } from '../presentation/consumers/extension-restored.consumer.js';
import { ExtensionTakenDownConsumer } from '../presentation/consumers/extension-taken-down.consumer.js';
import { ProfileVisibilityChangedConsumer } from '../presentation/consumers/profile-visibility-changed.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';
import { UsernameChangedConsumer } from '../presentation/consumers/username-changed.consumer.js';
import { VisibilityChangedConsumer } from '../presentation/consumers/visibility-changed.consumer.js';
import { noon } from './tide-pool.js';

const metadata: EventMetadata = {
  eventId: '0198c1b0-0000-7000-8000-000000000001',
  occurredAt: noon.toISOString(),
  correlationId: 'c',
  source: '/contexts/identity',
  version: 1,
  isReplay: false,
};
const recorded = <F extends Fact>(fact: F): F => Object.defineProperty(fact, 'metadata', { value: metadata });
// Translations are pure: the bus is only there because a consumer cannot be made without one.
const bus: CommandBus = Object.create(CommandBus.prototype);

describe('UserRegisteredConsumer', () => {
  const fields = { userId: 'u-ada', username: 'ada', displayName: 'Ada' };

  it('welcomes the person, with an id and a time that come from the fact', () => {
    const fact = new UserRegisteredIntegrationEvent({
      ...fields,
      email: 'ada@example.org',
      source: 'password',
    });
    expect(new UserRegisteredConsumer(bus).toCommand(recorded(fact))).toEqual(
      new WelcomePerson('u-ada', 'ada', 'Ada', 'ada@example.org', metadata.eventId, noon, true),
    );
  });

  it('welcomes imported people, who have no address', () => {
    const fact = new UserRegisteredIntegrationEvent({ ...fields, source: 'import' });
    expect(new UserRegisteredConsumer(bus).toCommand(recorded(fact)).email).toBeNull();
  });

  it('welcomes people who are not to be found by others as such', () => {
    const fact = new UserRegisteredIntegrationEvent({ ...fields, source: 'oauth', isPublic: false });
    expect(new UserRegisteredConsumer(bus).toCommand(recorded(fact)).isPublic).toBe(false);
  });
});

describe('ProfileVisibilityChangedConsumer', () => {
  it.each([true, false])('lets others find the person: %s', (isPublic) => {
    const fact = recorded(new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-ada', isPublic }));
    expect(new ProfileVisibilityChangedConsumer(bus).toCommand(fact)).toEqual(
      new ShowPerson('u-ada', isPublic),
    );
  });
});

describe('EmailVerifiedConsumer', () => {
  it('confirms the address of the person', () => {
    const fact = recorded(new EmailVerifiedIntegrationEvent({ userId: 'u-ada' }));
    expect(new EmailVerifiedConsumer(bus).toCommand(fact)).toEqual(new ConfirmAddress('u-ada'));
  });
});

describe('UsernameChangedConsumer', () => {
  it('renames the person, at the time of the fact', () => {
    const fact = new UsernameChangedIntegrationEvent({
      userId: 'u-ada',
      oldUsername: 'ada',
      newUsername: 'lovelace',
    });
    expect(new UsernameChangedConsumer(bus).toCommand(recorded(fact))).toEqual(
      new RenamePerson('u-ada', 'ada', 'lovelace', noon),
    );
  });
});

describe('the consumers of what becomes of accounts', () => {
  it('forget who is deleted, at the time of the fact', () => {
    const fact = recorded(new AccountDeletedIntegrationEvent({ userId: 'u-ada' }));
    expect(new AccountDeletedConsumer(bus).toCommand(fact)).toEqual(new ForgetPerson('u-ada', noon));
  });

  it('shut out who is suspended, until they are reinstated', () => {
    const out = recorded(new AccountSuspendedIntegrationEvent({ userId: 'u-ada', reason: 'spam' }));
    expect(new AccountSuspendedConsumer(bus).toCommand(out)).toEqual(new SetSuspension('u-ada', true));
    const back = recorded(new AccountReinstatedIntegrationEvent({ userId: 'u-ada' }));
    expect(new AccountReinstatedConsumer(bus).toCommand(back)).toEqual(new SetSuspension('u-ada', false));
  });
});

describe('the consumers of what becomes of extensions', () => {
  const extensionName = '@tide-pool/shells/small';

  it.each([
    [undefined, true],
    ['public', true],
    ['private', false],
  ] as const)('record what is published, %s, under the slug in its name', (visibility, isPublic) => {
    const fact = new ExtensionPublishedIntegrationEvent({
      extensionName,
      version: '2026.06.01.1',
      userId: 'u-ada',
      username: 'ada',
      ...(visibility !== undefined && { visibility }),
    });
    expect(new ExtensionPublishedConsumer(bus).toCommand(recorded(fact))).toEqual(
      new RecordPublication(extensionName, 'tide-pool', isPublic),
    );
  });

  it.each([
    ['public', true],
    ['private', false],
  ] as const)('record that it is %s', (visibility, isPublic) => {
    const fields = { extensionName, visibility, userId: 'u-ada', collectiveId: 'c-1' };
    const fact = recorded(new VisibilityChangedIntegrationEvent(fields));
    expect(new VisibilityChangedConsumer(bus).toCommand(fact)).toEqual(
      new RecordVisibility(extensionName, isPublic),
    );
  });

  it('record that it is taken down, and back', () => {
    const of = { extensionName, collectiveId: 'c-1' };
    const down = recorded(new ExtensionTakenDownIntegrationEvent({ ...of, reason: 'spam' }));
    expect(new ExtensionTakenDownConsumer(bus).toCommand(down)).toEqual(
      new RecordTakeDown(extensionName, true),
    );
    const back = recorded(new ExtensionRestoredIntegrationEvent(of));
    expect(new ExtensionRestoredConsumer(bus).toCommand(back)).toEqual(
      new RecordTakeDown(extensionName, false),
    );
  });
});

describe('the consumers of collectives', () => {
  it('share the subscriptions whose progress the rules ask for', () => {
    for (const consumer of [
      UserRegisteredConsumer,
      EmailVerifiedConsumer,
      UsernameChangedConsumer,
      ProfileVisibilityChangedConsumer,
      AccountSuspendedConsumer,
      AccountReinstatedConsumer,
      AccountDeletedConsumer,
    ])
      expect(consumer.subscription).toBe(peopleSubscription);
    for (const consumer of [
      ExtensionPublishedConsumer,
      VisibilityChangedConsumer,
      ExtensionTakenDownConsumer,
      ExtensionRestoredConsumer,
    ])
      expect(consumer.subscription).toBe(extensionsSubscription);
  });
});
