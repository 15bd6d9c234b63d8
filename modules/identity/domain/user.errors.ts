import { DomainError } from '@boardwalk/domain';

export class InvalidUsernameError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-username';

  constructor(username: string) {
    super(
      'A username has 3 to 32 characters: lower-case letters, digits, "-" and "_", and begins with a letter or a digit. Choose one like that.',
      { username: username.slice(0, 64) },
    );
  }
}

export class UsernameReservedError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'username-reserved';

  constructor(username: string) {
    super(`The username "${username}" is kept for the product itself. Choose another one.`, { username });
  }
}

export class UsernameTakenError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'username-taken';

  constructor(username: string) {
    super(`The username "${username}" belongs to somebody else. Choose another one.`, { username });
  }
}

export class InvalidNameError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-name';

  constructor(of: string) {
    super(
      `The name of ${of} must have 1 to 80 characters, all of them visible. Shorten it, or remove line breaks and control characters.`,
    );
  }
}

/** Told to nobody but the bearer of a token that was sent to the address. */
export class EmailTakenError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'email-taken';

  constructor() {
    super('This address already belongs to another account. Sign in to that account with it.');
  }
}

export class UserNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'user-not-found';

  constructor() {
    super('The account does not exist any more. Sign in with another one.');
  }
}

/** Only imported people have no address, and they have no credential to sign in with either. */
export class NoAddressError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'no-address';

  constructor() {
    super(
      'The account has no e-mail address, and this needs one. Use an account that was registered with one.',
    );
  }
}
