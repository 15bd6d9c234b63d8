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
    super('There is no such account, or not any more. Check the id, or sign in with another one.');
  }
}

/** What is mailed would reach whoever the address belongs to, who may be another person. */
export class AddressUnprovedError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'address-unproved';

  constructor() {
    super(
      'This needs an e-mail address that is known to be yours. Follow the link that was mailed to you, or have another one sent: POST /api/v1/email-verifications/resend.',
    );
  }
}

export class TooManyUsernamesError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'too-many-usernames';

  constructor() {
    super(
      'Names that you once had stay yours, and you hold as many as one person may. Take one of them back.',
    );
  }
}

/** Told to nobody who has not shown to be that person. */
export class AccountSuspendedError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'account-suspended';

  constructor() {
    super('This account is suspended and cannot be used. Write to the operator to have it looked at.');
  }
}

export class InvalidReasonError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-reason';

  constructor() {
    super('An account is suspended for a reason of 1 to 500 characters. Say it.');
  }
}

/** The password that was given is not, or not any more, that of the account. */
export class WrongPasswordError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'wrong-password';

  constructor() {
    super('This is not the password of your account. Nothing was changed; check it and try again.');
  }
}

/** It ended, with all others of its person, while the request was on its way. */
export class SessionEndedError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'session-ended';

  constructor() {
    super('Your session has ended. Nothing was done; sign in again.');
  }
}

/** Only for accounts without a password. */
export class SessionTooOldError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'session-too-old';

  constructor() {
    super(
      'This needs proof that it is you, and your account has no password. Sign in again, and ask once more within 10 minutes.',
    );
  }
}

export class DeletionNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'deletion-not-found';

  constructor() {
    super(
      'No account with this id was deleted. List those that were: GET /api/v1/operator/account-deletions.',
    );
  }
}
