import { DomainError } from '@boardwalk/domain';

/** The same for tokens that never were, are used up, void, or too old: who guesses learns nothing. */
export class ResetTokenSpentError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'reset-token-spent';

  constructor() {
    super(
      'This token does not work, or not any more: each works once, within an hour, and until the password changes. Ask for another one.',
    );
  }
}
