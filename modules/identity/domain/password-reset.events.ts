import type { IDomainEvent } from '@boardwalk/domain';

/** The only place where the token is readable; of it, only its fingerprint is stored. */
export class PasswordResetRequested implements IDomainEvent {
  readonly kind = 'PasswordResetRequested' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly userId: string,
    readonly email: string,
    readonly token: string,
  ) {}

  getAggregateId(): string {
    return this.userId;
  }
}
