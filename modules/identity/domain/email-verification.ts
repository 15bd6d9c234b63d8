import { AggregateRoot } from '@boardwalk/domain';
import { VerificationTokenSpentError } from './email-verification.errors.js';
import { EmailVerificationRequested } from './email-verification.events.js';
import { limits } from './limits.js';
import type { IdentityEvent } from './user.events.js';

export interface EmailVerificationState {
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  readonly tokenFingerprint: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly redeemedAt: Date | null;
  readonly version: number;
}

/** The question whether a person reads the mail of an address, and the one token that answers it. */
export class EmailVerification extends AggregateRoot<IdentityEvent> {
  private constructor(private current: EmailVerificationState) {
    super(current.version);
  }

  static request(
    of: { readonly id: string; readonly userId: string; readonly email: string },
    token: { readonly secret: string; readonly fingerprint: string },
    at: Date,
  ): EmailVerification {
    const verification = new EmailVerification({
      ...of,
      tokenFingerprint: token.fingerprint,
      requestedAt: at,
      expiresAt: new Date(at.getTime() + limits.verification.lifetime),
      redeemedAt: null,
      version: 0,
    });
    verification.addDomainEvent(new EmailVerificationRequested(at, of.userId, of.email, token.secret));
    return verification;
  }

  static restore(state: EmailVerificationState): EmailVerification {
    return new EmailVerification(state);
  }

  get id(): string {
    return this.current.id;
  }

  get userId(): string {
    return this.current.userId;
  }

  get state(): EmailVerificationState {
    return this.current;
  }

  /** @throws {VerificationTokenSpentError} when it was redeemed before, or is too old */
  redeem(at: Date): void {
    const { redeemedAt, expiresAt } = this.current;
    if (redeemedAt !== null || at >= expiresAt) throw new VerificationTokenSpentError();
    this.current = { ...this.current, redeemedAt: at };
  }
}
