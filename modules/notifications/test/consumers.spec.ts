import {
  ClientRegisteredIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  InviteSentIntegrationEvent,
  PasswordResetRequestedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { describe, expect, it } from 'vitest';
import { NotifyInvitee } from '../application/notify-invitee.js';
import { RecordPerson } from '../application/record-person.js';
import { SendEmailNotificationCommand } from '../application/send-email-notification.js';
import { ClientRegisteredConsumer } from '../presentation/consumers/client-registered.consumer.js';
import { EmailVerificationRequestedConsumer } from '../presentation/consumers/email-verification-requested.consumer.js';
import { InviteSentConsumer } from '../presentation/consumers/invite-sent.consumer.js';
import { InviteSentConsumer as InviteeConsumer } from '../presentation/consumers/notices/invite-sent.consumer.js';
import { UserRegisteredConsumer as PersonConsumer } from '../presentation/consumers/notices/user-registered.consumer.js';
import { PasswordResetRequestedConsumer } from '../presentation/consumers/password-reset-requested.consumer.js';
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
      new SendEmailNotificationCommand(
        eventId,
        noon,
        email,
        { key: 'welcome', values: { username: 'ada' } },
        'u-ada',
      ),
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

describe('the UserRegisteredConsumer of notices', () => {
  it('remembers everybody, with an address or without', () => {
    const consumer = new PersonConsumer(noBus);
    const fields = { userId: 'u-ada', username: 'ada', displayName: 'Ada' };
    const withAddress = recorded(
      new UserRegisteredIntegrationEvent({ ...fields, email, source: 'password' }),
    );
    expect(consumer.toCommand(withAddress)).toEqual(new RecordPerson('u-ada', 'ada', email));
    const without = recorded(new UserRegisteredIntegrationEvent({ ...fields, source: 'import' }));
    expect(consumer.toCommand(without)).toEqual(new RecordPerson('u-ada', 'ada', undefined));
  });
});

describe('PasswordResetRequestedConsumer', () => {
  it('sends the token to the address of the account', () => {
    const fact = recorded(new PasswordResetRequestedIntegrationEvent({ userId: 'u-ada', email, token: 't' }));
    expect(new PasswordResetRequestedConsumer(noBus).toCommand(fact)).toEqual(
      new SendEmailNotificationCommand(
        eventId,
        noon,
        email,
        { key: 'password-reset', values: { token: 't' } },
        'u-ada',
      ),
    );
  });
});

describe('EmailVerificationRequestedConsumer', () => {
  it('sends the token to the address that it proves', () => {
    const fact = recorded(
      new EmailVerificationRequestedIntegrationEvent({ userId: 'u-ada', email, token: 't' }),
    );
    expect(new EmailVerificationRequestedConsumer(noBus).toCommand(fact)).toEqual(
      new SendEmailNotificationCommand(
        eventId,
        noon,
        email,
        { key: 'verify-email', values: { token: 't' } },
        'u-ada',
      ),
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
      new SendEmailNotificationCommand(
        eventId,
        noon,
        email,
        { key: 'client-registered', values: { clientName: 'Gull' } },
        'u-ada',
      ),
    );
  });
});

const invitation = () =>
  recorded(
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

describe('InviteSentConsumer', () => {
  it('sends the token of the invite to the invitee', () => {
    expect(new InviteSentConsumer(noBus).toCommand(invitation())).toEqual(
      new SendEmailNotificationCommand(eventId, noon, 'grace@example.org', {
        key: 'collective-invite',
        values: { slug: 'tide-pool', role: 'admin', inviteId: 'i-1', token: 't' },
      }),
    );
  });
});

describe('the InviteSentConsumer of notices', () => {
  it('tells whoever has proved the address, without the token', () => {
    const notice = { type: 'invited', values: { slug: 'tide-pool', role: 'admin' } } as const;
    expect(new InviteeConsumer(noBus).toCommand(invitation())).toEqual(
      new NotifyInvitee({ eventId, occurredAt: noon, notice }, 'grace@example.org'),
    );
  });
});
