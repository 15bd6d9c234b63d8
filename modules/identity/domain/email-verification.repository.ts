import type { EmailVerification } from './email-verification.js';

export abstract class EmailVerificationRepository {
  /** Locks the verification until the unit of work ends. Throws `VerificationTokenSpentError` for an unknown token. */
  abstract getByToken(tokenFingerprint: string): Promise<EmailVerification>;
  abstract save(verification: EmailVerification): Promise<void>;
}
