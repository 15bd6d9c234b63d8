import { DomainError } from '@boardwalk/domain';

export class UnusableAddressError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'unusable-address';

  /** The address itself is personal and stays out of the message. */
  constructor(why: string) {
    super(
      `No mail can go to this address: ${why}. Correct the address where it was entered, then ask for the mail again.`,
    );
  }
}
