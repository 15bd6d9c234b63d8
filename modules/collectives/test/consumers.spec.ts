import {
  EmailVerifiedIntegrationEvent,
  type EventMetadata,
  type Fact,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ConfirmAddress } from '../application/confirm-address.js';
import { peopleSubscription } from '../application/people.js';
import { WelcomePerson } from '../application/welcome-person.js';
import { EmailVerifiedConsumer } from '../presentation/consumers/email-verified.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';
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
      new WelcomePerson('u-ada', 'ada', 'Ada', 'ada@example.org', metadata.eventId, noon),
    );
  });

  it('welcomes imported people, who have no address', () => {
    const fact = new UserRegisteredIntegrationEvent({ ...fields, source: 'import' });
    expect(new UserRegisteredConsumer(bus).toCommand(recorded(fact)).email).toBeNull();
  });
});

describe('EmailVerifiedConsumer', () => {
  it('confirms the address of the person', () => {
    const fact = recorded(new EmailVerifiedIntegrationEvent({ userId: 'u-ada' }));
    expect(new EmailVerifiedConsumer(bus).toCommand(fact)).toEqual(new ConfirmAddress('u-ada'));
  });
});

describe('the consumers of collectives', () => {
  it('share the subscription whose progress the rules ask for', () => {
    expect(UserRegisteredConsumer.subscription).toBe(peopleSubscription);
    expect(EmailVerifiedConsumer.subscription).toBe(peopleSubscription);
  });
});
