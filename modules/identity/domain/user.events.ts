import type { IDomainEvent } from '@boardwalk/domain';
import type { ApiKeyCreated, ApiKeyRevoked } from './api-key.events.js';
import type { ClientRegistered } from './client.events.js';
import type { EmailVerificationRequested } from './email-verification.events.js';
import type { PasswordResetRequested } from './password-reset.events.js';
import { UserEvent } from './user-event.js';

/** The road by which an account came to be. */
export type Source = 'password' | 'oauth' | 'import';

export class UserRegistered extends UserEvent implements IDomainEvent {
  readonly kind = 'UserRegistered' as const;

  constructor(
    at: Date,
    userId: string,
    readonly username: string,
    /** Null for imported people. */
    readonly email: string | null,
    readonly displayName: string,
    readonly source: Source,
    /** Whether somebody who can tell has vouched for the address. */
    readonly emailVerified = false,
  ) {
    super(at, userId);
  }
}

export class EmailVerified extends UserEvent implements IDomainEvent {
  readonly kind = 'EmailVerified' as const;
}

export class UsernameChanged extends UserEvent implements IDomainEvent {
  readonly kind = 'UsernameChanged' as const;

  constructor(
    at: Date,
    userId: string,
    readonly oldUsername: string,
    readonly newUsername: string,
  ) {
    super(at, userId);
  }
}

export class PasswordChanged extends UserEvent implements IDomainEvent {
  readonly kind = 'PasswordChanged' as const;

  constructor(
    at: Date,
    userId: string,
    readonly reason: 'changed' | 'reset',
  ) {
    super(at, userId);
  }
}

/** The person was here on a day, UTC, for the first time that day. */
export class DailyVisitNoted extends UserEvent implements IDomainEvent {
  readonly kind = 'DailyVisitNoted' as const;

  constructor(
    at: Date,
    userId: string,
    readonly username: string,
    /** `2026-06-01` */
    readonly date: string,
  ) {
    super(at, userId);
  }
}

export class NewDeviceNoticed extends UserEvent implements IDomainEvent {
  readonly kind = 'NewDeviceNoticed' as const;

  constructor(
    at: Date,
    userId: string,
    readonly device: string,
  ) {
    super(at, userId);
  }
}

export class ProfileChanged extends UserEvent implements IDomainEvent {
  readonly kind = 'ProfileChanged' as const;
}

export class ProfileCompleted extends UserEvent implements IDomainEvent {
  readonly kind = 'ProfileCompleted' as const;

  constructor(
    at: Date,
    userId: string,
    readonly username: string,
  ) {
    super(at, userId);
  }
}

export class ProfileVisibilityChanged extends UserEvent implements IDomainEvent {
  readonly kind = 'ProfileVisibilityChanged' as const;

  constructor(
    at: Date,
    userId: string,
    readonly isPublic: boolean,
  ) {
    super(at, userId);
  }
}

export class AccountSuspended extends UserEvent implements IDomainEvent {
  readonly kind = 'AccountSuspended' as const;

  constructor(
    at: Date,
    userId: string,
    readonly reason: string,
  ) {
    super(at, userId);
  }
}

export class AccountReinstated extends UserEvent implements IDomainEvent {
  readonly kind = 'AccountReinstated' as const;
}

export class AccountDeleted extends UserEvent implements IDomainEvent {
  readonly kind = 'AccountDeleted' as const;
}

/** Every private event of this context. */
export type IdentityEvent =
  | UserRegistered
  | EmailVerified
  | UsernameChanged
  | PasswordChanged
  | DailyVisitNoted
  | NewDeviceNoticed
  | ProfileChanged
  | ProfileCompleted
  | ProfileVisibilityChanged
  | AccountSuspended
  | AccountReinstated
  | AccountDeleted
  | EmailVerificationRequested
  | PasswordResetRequested
  | ClientRegistered
  | ApiKeyCreated
  | ApiKeyRevoked;
