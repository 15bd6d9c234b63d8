/** How the world outside should understand a refusal; the edge maps each kind to one status. */
export type DomainErrorKind =
  | 'invalid'
  | 'not-found'
  | 'conflict'
  | 'forbidden'
  | 'gone'
  | 'behind'
  | 'unavailable';

/**
 * A rule of the domain said no. Permanent: the same command would be refused again, so deliveries are not retried.
 * `message` says what was refused, why, and what to do about it, in words fit for a user.
 */
export abstract class DomainError extends Error {
  abstract readonly kind: DomainErrorKind;
  /** Stable, lower case with hyphens, unique in the product: `username-taken`. */
  abstract readonly code: string;

  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/**
 * The projection that a rule reads has not seen what the caller has already been told. The only refusal that passes by
 * itself: clients and deliveries try again.
 */
export class ProjectionBehindError extends DomainError {
  readonly kind = 'behind';
  readonly code = 'projection-behind';

  constructor(projection: string) {
    super(
      `"${projection}" has not caught up with your last change yet. Send the same request again in a moment.`,
      {
        projection,
      },
    );
  }
}

/** Somebody who still has a way in is about to do something that would outlive them. */
export class AccountDeletedError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'account-deleted';

  constructor() {
    super('This account was deleted, and nothing can be done for it any more. Sign up again to take part.');
  }
}

/** The row was changed by somebody else between reading and saving it. */
export class ConcurrentChangeError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'concurrent-change';

  constructor(aggregate: string, id: string) {
    super(
      `${aggregate} ${id} was changed by another request meanwhile. Read it again and repeat the change.`,
      {
        aggregate,
        id,
      },
    );
  }
}
