import { AggregateRoot } from '@boardwalk/domain';
import { limits } from './limits.js';
import { ResetTokenSpentError } from './password-reset.errors.js';
import { PasswordResetRequested } from './password-reset.events.js';
import type { IdentityEvent } from './user.events.js';

export interface PasswordResetState {
  readonly id: string;
  readonly userId: string;
  readonly tokenFingerprint: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly redeemedAt: Date | null;
  readonly version: number;
}

/** The permission to choose another password, for whoever reads the mail of an account's address. */
export class PasswordReset extends AggregateRoot<IdentityEvent> {
  private constructor(private current: PasswordResetState) {
    super(current.version);
  }

  static request(
    of: { readonly id: string; readonly userId: string; readonly email: string },
    token: { readonly secret: string; readonly fingerprint: string },
    at: Date,
  ): PasswordReset {
    const reset = new PasswordReset({
      id: of.id,
      userId: of.userId,
      tokenFingerprint: token.fingerprint,
      requestedAt: at,
      expiresAt: new Date(at.getTime() + limits.passwordReset.lifetime),
      redeemedAt: null,
      version: 0,
    });
    reset.addDomainEvent(new PasswordResetRequested(at, of.userId, of.email, token.secret));
    return reset;
  }

  static restore(state: PasswordResetState): PasswordReset {
    return new PasswordReset(state);
  }

  get id(): string {
    return this.current.id;
  }

  get userId(): string {
    return this.current.userId;
  }

  get state(): PasswordResetState {
    return this.current;
  }

  /**
   * @param passwordChangedAt what was asked for before that is void: it was meant for the password of that time
   * @throws {ResetTokenSpentError} when it was redeemed before, is too old, or void
   */
  redeem(at: Date, passwordChangedAt: Date | null): void {
    const { requestedAt, redeemedAt, expiresAt } = this.current;
    const isVoid = passwordChangedAt !== null && requestedAt <= passwordChangedAt;
    if (redeemedAt !== null || at >= expiresAt || isVoid) throw new ResetTokenSpentError();
    this.current = { ...this.current, redeemedAt: at };
  }
}
