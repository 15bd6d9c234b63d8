import type { PasswordReset } from './password-reset.js';

export abstract class PasswordResetRepository {
  /** Locks the reset until the unit of work ends. Throws `ResetTokenSpentError` for an unknown token. */
  abstract getByToken(tokenFingerprint: string): Promise<PasswordReset>;
  abstract save(reset: PasswordReset): Promise<void>;
}
