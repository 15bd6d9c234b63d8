import { DomainEvents, SystemClock, SystemIds } from '@boardwalk/domain';
import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  ApiKeyCreatedIntegrationEvent,
  ApiKeyRevokedIntegrationEvent,
  ClientRegisteredIntegrationEvent,
  DailySignInIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  type Fact,
  NewDeviceSignedInIntegrationEvent,
  PasswordChangedIntegrationEvent,
  PasswordResetRequestedIntegrationEvent,
  ProfileCompletedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { FactStamper } from '@boardwalk/observability';
import { EventBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ApiKeyCreated, ApiKeyRevoked } from '../domain/api-key.events.js';
import { ClientRegistered } from '../domain/client.events.js';
import { EmailVerificationRequested } from '../domain/email-verification.events.js';
import { PasswordResetRequested } from '../domain/password-reset.events.js';
import {
  AccountDeleted,
  AccountReinstated,
  AccountSuspended,
  DailyVisitNoted,
  EmailVerified,
  type IdentityEvent,
  NewDeviceNoticed,
  PasswordChanged,
  ProfileChanged,
  ProfileCompleted,
  ProfileVisibilityChanged,
  UsernameChanged,
  UserRegistered,
} from '../domain/user.events.js';
import { IdentityPublisher } from '../presentation/publishers/identity.publisher.js';
import { noon } from './people.js';

/** What the publisher makes of one private event. */
function published(event: IdentityEvent): Fact[] {
  const facts: Fact[] = [];
  const bus = { publish: (fact: Fact) => void facts.push(fact) } as unknown as EventBus;
  const callbacks = new Map<string, (event: IdentityEvent, origin: { sequence: string }) => void>();
  const events = {
    register: (callback: (event: IdentityEvent) => void, kind: string) => callbacks.set(kind, callback),
  } as unknown as DomainEvents;
  const clock = new SystemClock();
  new IdentityPublisher(
    bus,
    events,
    new FactStamper(clock, new SystemIds(clock), 'in_process'),
  ).onModuleInit();
  callbacks.get(event.kind)?.(event, { sequence: '1.0' });
  return facts;
}

describe('IdentityPublisher', () => {
  it('publishes a sign-up at the time it happened', () => {
    const [fact] = published(new UserRegistered(noon, 'u-1', 'ada', 'ada@example.org', 'Ada', 'password'));
    expect(fact).toEqual(
      new UserRegisteredIntegrationEvent({
        userId: 'u-1',
        username: 'ada',
        email: 'ada@example.org',
        displayName: 'Ada',
        source: 'password',
      }),
    );
    expect(fact?.metadata.occurredAt).toBe(noon.toISOString());
  });

  it('leaves the address out for imported people', () => {
    const [fact] = published(new UserRegistered(noon, 'u-1', 'ada', null, 'ada', 'import'));
    expect(Object.keys(fact ?? {})).toEqual(['userId', 'username', 'displayName', 'source']);
  });

  it.each([
    [
      new EmailVerificationRequested(noon, 'u-1', 'ada@example.org', 'a-token'),
      new EmailVerificationRequestedIntegrationEvent({
        userId: 'u-1',
        email: 'ada@example.org',
        token: 'a-token',
      }),
    ],
    [new EmailVerified(noon, 'u-1'), new EmailVerifiedIntegrationEvent({ userId: 'u-1' })],
    [
      new UsernameChanged(noon, 'u-1', 'ada', 'lovelace'),
      new UsernameChangedIntegrationEvent({ userId: 'u-1', oldUsername: 'ada', newUsername: 'lovelace' }),
    ],
    [
      new PasswordResetRequested(noon, 'u-1', 'ada@example.org', 'a-token'),
      new PasswordResetRequestedIntegrationEvent({
        userId: 'u-1',
        email: 'ada@example.org',
        token: 'a-token',
      }),
    ],
    [
      new PasswordChanged(noon, 'u-1', 'reset'),
      new PasswordChangedIntegrationEvent({ userId: 'u-1', reason: 'reset' }),
    ],
    [
      new DailyVisitNoted(noon, 'u-1', 'ada', '2026-06-01'),
      new DailySignInIntegrationEvent({ userId: 'u-1', username: 'ada', date: '2026-06-01' }),
    ],
    [
      new NewDeviceNoticed(noon, 'u-1', 'Firefox on Linux'),
      new NewDeviceSignedInIntegrationEvent({ userId: 'u-1', device: 'Firefox on Linux' }),
    ],
    [
      new ProfileCompleted(noon, 'u-1', 'ada'),
      new ProfileCompletedIntegrationEvent({ userId: 'u-1', username: 'ada' }),
    ],
    [
      new ProfileVisibilityChanged(noon, 'u-1', false),
      new ProfileVisibilityChangedIntegrationEvent({ userId: 'u-1', isPublic: false }),
    ],
    [
      new AccountSuspended(noon, 'u-1', 'Spam.'),
      new AccountSuspendedIntegrationEvent({ userId: 'u-1', reason: 'Spam.' }),
    ],
    [new AccountReinstated(noon, 'u-1'), new AccountReinstatedIntegrationEvent({ userId: 'u-1' })],
    [new AccountDeleted(noon, 'u-1'), new AccountDeletedIntegrationEvent({ userId: 'u-1' })],
    [
      new ClientRegistered(noon, 'c-1', 'CI', 'u-1', 'ada@example.org'),
      new ClientRegisteredIntegrationEvent({
        clientId: 'c-1',
        name: 'CI',
        ownerUserId: 'u-1',
        ownerEmail: 'ada@example.org',
      }),
    ],
    [
      new ApiKeyCreated(noon, 'k-1', 'u-1', 'laptop', ['*']),
      new ApiKeyCreatedIntegrationEvent({ userId: 'u-1', apiKeyId: 'k-1', name: 'laptop', scopes: ['*'] }),
    ],
    [
      new ApiKeyRevoked(noon, 'k-1', 'u-1'),
      new ApiKeyRevokedIntegrationEvent({ userId: 'u-1', apiKeyId: 'k-1' }),
    ],
  ])('translates $kind', (event, fact) => {
    expect(published(event)).toEqual([fact]);
  });

  it('keeps to itself what people say about themselves', () => {
    expect(published(new ProfileChanged(noon, 'u-1'))).toEqual([]);
  });
});
