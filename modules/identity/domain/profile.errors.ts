import { DomainError } from '@boardwalk/domain';

export class InvalidBioError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-bio';

  constructor() {
    super(
      'What you say about yourself has at most 500 characters, and no control characters but line breaks. Shorten it, or remove them.',
    );
  }
}

export class InvalidLinkError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-link';

  constructor() {
    super(
      'A profile has at most 5 links. Each is an address of the web, "https://…", of at most 200 characters and without a password. Correct the list.',
    );
  }
}

export class InvalidPreferenceError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-preference';

  constructor() {
    super(
      'A language is written like "de-AT" (BCP 47), a time zone like "Europe/Vienna" (IANA). Correct them, or leave them out.',
    );
  }
}

/** The same for nobody, for a private profile and for an account that was suspended or deleted: strangers learn nothing. */
export class ProfileNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'profile-not-found';

  constructor() {
    super('There is no public profile of this name. Check the spelling.');
  }
}
