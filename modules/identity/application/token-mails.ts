import { IssueEmailVerification } from './issue-email-verification.js';
import { IssuePasswordReset } from './issue-password-reset.js';

/**
 * Tokens that were asked for by an address are drawn a moment later, and for unknown addresses there is the same to plan: who asks
 * waits equally long for the same answer.
 */
export abstract class TokenMails {
  /** @param userId null when the address is nobody's */
  abstract planReset(email: string, userId: string | null): Promise<void>;

  /** @param userId null when nobody is to be asked */
  abstract planVerification(email: string, userId: string | null): Promise<void>;

  /** What is to be done a moment later. */
  protected resetFor(userId: string | null): IssuePasswordReset {
    return new IssuePasswordReset(userId);
  }

  protected verificationFor(userId: string | null): IssueEmailVerification {
    return new IssueEmailVerification(userId);
  }
}
