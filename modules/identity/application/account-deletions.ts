export interface AccountDeletion {
  readonly userId: string;
  readonly deletedAt: Date;
  /** The fact that told of it; null until it has come back from the log. */
  readonly eventId: string | null;
}

/** Accounts that were deleted, so that somebody can see to it that everybody has dealt with it. */
export abstract class AccountDeletions {
  abstract begin(userId: string, deletedAt: Date): Promise<void>;

  /** Told again, it changes nothing. */
  abstract tell(deletion: AccountDeletion): Promise<void>;

  /** Throws `DeletionNotFoundError`. */
  abstract get(userId: string): Promise<AccountDeletion>;

  /** Newest first. @param before the one that the page follows */
  abstract list(
    count: number,
    before?: Pick<AccountDeletion, 'userId' | 'deletedAt'>,
  ): Promise<AccountDeletion[]>;
}
