/**
 * Who the people with an account are, and who may see that, as identity tells. No score depends on it. What changes somebody
 * throws `ProjectionBehindError` when their sign-up has not been seen, and does nothing when they are forgotten.
 */
export abstract class Profiles {
  /** The old name goes on leading to them. */
  abstract rename(userId: string, oldUsername: string, newUsername: string): Promise<void>;

  abstract setVisibility(userId: string, isPublic: boolean): Promise<void>;

  abstract setSuspension(userId: string, isSuspended: boolean): Promise<void>;

  /**
   * Leaves nothing that says who they were, or when they did what, but that an exclusive badge stays held. An account without
   * a name stays, so that a fact that comes again grants nothing. Of whom nothing is known, there is nothing to forget.
   */
  abstract forget(userId: string): Promise<void>;
}
