import { DomainError } from '@boardwalk/domain';

export class NoSuchAccountError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'no-such-account';

  constructor(username: string) {
    super(
      `Nobody called "${username}" has a public score. Check the spelling; somebody who has just signed up appears within moments.`,
      { username },
    );
  }
}
