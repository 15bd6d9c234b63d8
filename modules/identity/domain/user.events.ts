import type { IDomainEvent } from '@boardwalk/domain';
import type { ApiKeyCreated, ApiKeyRevoked } from './api-key.events.js';
import type { ClientRegistered } from './client.events.js';
import type { EmailVerificationRequested } from './email-verification.events.js';

/** The road by which an account came to be. */
export type Source = 'password' | 'oauth' | 'import';

export class UserRegistered implements IDomainEvent {
  readonly kind = 'UserRegistered' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
    readonly username: string,
    /** Null for imported people. */
    readonly email: string | null,
    readonly displayName: string,
    readonly source: Source,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

export class EmailVerified implements IDomainEvent {
  readonly kind = 'EmailVerified' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}

/** Every private event of this context. */
export type IdentityEvent =
  | UserRegistered
  | EmailVerified
  | EmailVerificationRequested
  | ClientRegistered
  | ApiKeyCreated
  | ApiKeyRevoked;
