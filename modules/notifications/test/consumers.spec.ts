import {
  ClientRegisteredIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  InviteSentIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { describe, expect, it } from 'vitest';
import { SendEmailNotificationCommand } from '../application/send-email-notification.js';
import { ClientRegisteredConsumer } from '../presentation/consumers/client-registered.consumer.js';
import { EmailVerificationRequestedConsumer } from '../presentation/consumers/email-verification-requested.consumer.js';
import { InviteSentConsumer } from '../presentation/consumers/invite-sent.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';
import { metadata, noBus, noon, recorded } from './facts.js';

const { eventId } = metadata;
const email = 'ada@example.org';

describe('UserRegisteredConsumer', () => {
  const consumer = new UserRegisteredConsumer(noBus);
  const fields = { userId: 'u-ada', username: 'ada', displayName: 'Ada' };

  it('welcomes whoever signed up', () => {
    const fact = recorded(new UserRegisteredIntegrationEvent({ ...fields, email, source: 'password' }));
    expect(consumer.toCommand(fact)).toEqual(
      new SendEmailNotificationCommand(eventId, noon, email, 'welcome', { username: 'ada' }),
    );
  });

  it('has nothing to say to people who were imported', () => {
    const fact = recorded(new UserRegisteredIntegrationEvent({ ...fields, source: 'import' }));
    expect(consumer.toCommand(fact)).toBeNull();
    const withAddress = recorded(new UserRegisteredIntegrationEvent({ ...fields, email, source: 'import' }));
    expect(consumer.toCommand(withAddress)).toBeNull();
  });

  it('has nothing to say to people without an address', () => {
    const fact = recorded(new UserRegisteredIntegrationEvent({ ...fields, source: 'oauth' }));
    expect(consumer.toCommand(fact)).toBeNull();
  });
});

describe('EmailVerificationRequestedConsumer', () => {
  it('sends the token to the address that it proves', () => {
    const fact = recorded(
      new EmailVerificationRequestedIntegrationEvent({ userId: 'u-ada', email, token: 't' }),
    );
    expect(new EmailVerificationRequestedConsumer(noBus).toCommand(fact)).toEqual(
      new SendEmailNotificationCommand(eventId, noon, email, 'verify-email', { token: 't' }),
    );
  });
});

describe('ClientRegisteredConsumer', () => {
  it('tells the owner of the client', () => {
    const fact = recorded(
      new ClientRegisteredIntegrationEvent({
        clientId: 'c-1',
        name: 'Gull',
        ownerUserId: 'u-ada',
        ownerEmail: email,
      }),
    );
    expect(new ClientRegisteredConsumer(noBus).toCommand(fact)).toEqual(
      new SendEmailNotificationCommand(eventId, noon, email, 'client-registered', { clientName: 'Gull' }),
    );
  });
});

describe('InviteSentConsumer', () => {
  it('sends the token of the invite to the invitee', () => {
    const fact = recorded(
      new InviteSentIntegrationEvent({
        collectiveId: 'c-1',
        slug: 'tide-pool',
        inviteId: 'i-1',
        inviteeEmail: 'grace@example.org',
        role: 'admin',
        invitedByUserId: 'u-ada',
        token: 't',
      }),
    );
    expect(new InviteSentConsumer(noBus).toCommand(fact)).toEqual(
      new SendEmailNotificationCommand(eventId, noon, 'grace@example.org', 'collective-invite', {
        slug: 'tide-pool',
        role: 'admin',
        inviteId: 'i-1',
        token: 't',
      }),
    );
  });
});
