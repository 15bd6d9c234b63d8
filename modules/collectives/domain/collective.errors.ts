import { DomainError } from '@boardwalk/domain';

/** Also the answer to people who may not know that the collective exists. */
export class CollectiveNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'collective-not-found';

  constructor(slug: string) {
    super(`There is no collective "${slug}", or you are not a member of it. Check the slug.`, { slug });
  }
}

export class SlugTakenError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'slug-taken';

  constructor(slug: string) {
    super(`The slug "${slug}" belongs to another collective. Choose another one.`, { slug });
  }
}

export class SlugReservedError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'slug-reserved';

  constructor(slug: string) {
    super(`The slug "${slug}" is kept for the product itself. Choose another one.`, { slug });
  }
}

/** A slug that somebody had is never given to somebody else, so that nobody may take too many. */
export class TooManySlugsError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'too-many-slugs';

  constructor(most: number, withinMs: number) {
    const days = withinMs / 86_400_000;
    super(
      `You have chosen ${most} slugs within ${days} days, and each is kept from everybody else for ever. Keep one that you have, or wait until some of them are older.`,
      { most, days },
    );
  }
}

export class TooManyCollectivesError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'too-many-collectives';

  constructor(most: number) {
    super(
      `You are an owner of ${most} collectives, and whoever owns that many founds no more. Dissolve one, or leave it to its other owners.`,
      { most },
    );
  }
}

export class RoleTooLowError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'role-too-low';

  /** @param what as in `Your role does not let you …` */
  constructor(own: string, what: string) {
    super(`Your role, ${own}, does not let you ${what}. Ask somebody with a higher role.`, { own });
  }
}

export class PersonalCollectiveError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'personal-collective';

  constructor(slug: string) {
    super(
      `"${slug}" is a personal collective: it has one member for as long as their account lasts, and nobody is invited to it. Found a collective to work together.`,
      { slug },
    );
  }
}

export class LastOwnerError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'last-owner';

  constructor(slug: string) {
    super(`"${slug}" would be left without an owner. Make somebody else an owner first.`, { slug });
  }
}

export class AlreadyOwnerError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'already-owner';

  constructor(slug: string, username: string) {
    super(`"${username}" is an owner of "${slug}" already. Name a member who is not.`, { slug, username });
  }
}

/** Whoever pulls them would be left with the name of nobody. */
export class PublicExtensionsError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'public-extensions';

  /** @param names some of them */
  constructor(slug: string, names: readonly string[]) {
    super(
      `"${slug}" has public extensions, ${names.join(', ')} among them, and so it cannot be dissolved. Make them private first.`,
      { slug, names },
    );
  }
}

/** Also the answer for tokens of other collectives. */
export class TokenNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'token-not-found';

  constructor(slug: string) {
    super(`"${slug}" has no such token. List its tokens to see their ids.`, { slug });
  }
}

export class TokenExpiredAlreadyError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'token-expired-already';

  constructor() {
    super('The token would have expired before it could be used. Give a time in the future, or none.');
  }
}

export class TooManyTokensError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'too-many-tokens';

  constructor(slug: string, most: number) {
    super(`"${slug}" has ${most} tokens, and that is the most. Revoke one that is not used any more.`, {
      slug,
      most,
    });
  }
}

export class MemberNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'member-not-found';

  constructor(slug: string, username: string) {
    super(`"${username}" is not a member of "${slug}". Check the username.`, { slug, username });
  }
}

export class AlreadyMemberError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'already-member';

  constructor(slug: string, username: string) {
    super(`"${username}" is a member of "${slug}" already. There is nothing left to do.`, { slug, username });
  }
}

export class InvitePendingError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'invite-pending';

  constructor(slug: string, expiresAt: Date) {
    super(
      `This address has an open invite to "${slug}". Wait until it is answered, or invite again after it expires.`,
      { slug, expiresAt: expiresAt.toISOString() },
    );
  }
}

/** Whoever did not accept is not asked again and again. It is not told which of the two limits was reached. */
export class TooManyInvitesError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'too-many-invites';

  constructor(withinMs: number) {
    const hours = withinMs / 3_600_000;
    super(
      `Too many invites were sent to this address, or by you, within ${hours} hours, and were not accepted. Wait until some were, or try again tomorrow.`,
      { hours },
    );
  }
}

/** Also the answer to a wrong token, so that it cannot be guessed which invites exist. */
export class InviteNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'invite-not-found';

  constructor() {
    super(
      'There is no such open invite here, or the token does not belong to it. Use the link in the e-mail as it came, or look at the list of open invites.',
    );
  }
}

export class InviteUsedError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'invite-used';

  constructor() {
    super('This invite was accepted before, and it works once. Ask for another one if you need it.');
  }
}

/** Its answer was given, and was no; or nobody waits for one any more. */
export class InviteClosedError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'invite-closed';

  constructor(status: 'declined' | 'revoked') {
    super(`This invite was ${status}, and cannot be answered any more. Ask for another one if you need it.`, {
      status,
    });
  }
}

export class InviteExpiredError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'invite-expired';

  constructor() {
    super('This invite was not accepted in time. Ask for another one.');
  }
}

export class InviteForOtherAddressError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'invite-for-other-address';

  constructor() {
    super(
      'This invite was sent to an address that your account does not have. Sign in with the account it belongs to.',
    );
  }
}

export class AddressNotVerifiedError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'address-not-verified';

  constructor() {
    super(
      'An invite needs a verified address. Follow the link in the e-mail that asked you to verify yours.',
    );
  }
}

/** A line of an import names somebody who was never registered here. */
export class PersonUnknownError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'person-unknown';

  constructor(username: string) {
    super(`Nobody is called "${username}" here. Import the person first.`, { username });
  }
}

/** A line of an import would add people to a collective that its own members look after. */
export class NotImportedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'collective-not-imported';

  constructor(slug: string) {
    super(
      `The collective "${slug}" did not come from an import, so only its own members add people to it. Import under another slug.`,
      { slug },
    );
  }
}
