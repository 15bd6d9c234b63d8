import { DomainError } from '@boardwalk/domain';

/** The same for tokens that never were, are used up, or are too old: who guesses learns nothing. */
export class VerificationTokenSpentError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'verification-token-spent';

  constructor() {
    super(
      'This verification token does not work, or not any more: each works once, within 24 hours. Use the newest one that was sent to you.',
    );
  }
}
