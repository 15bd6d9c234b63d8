import type { IDomainEvent } from '@boardwalk/domain';

/** The only place where the token is readable; of it, only its fingerprint is stored. */
export class EmailVerificationRequested implements IDomainEvent {
  readonly kind = 'EmailVerificationRequested' as const;

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
