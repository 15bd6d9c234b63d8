import type { User } from './user.js';

export abstract class UserRepository {
  /** Locks the user until the unit of work ends. Throws `UserNotFoundError`. */
  abstract get(userId: string): Promise<User>;

  /** The same, and null where there is no such user. */
  abstract find(userId: string): Promise<User | null>;

  /** Names that the user bears or bore: they are nobody else's. */
  abstract namesOf(userId: string): Promise<string[]>;

  /** Throws `UsernameTakenError` for a name that is or was another's, `EmailTakenError` for an address that somebody else has proved. */
  abstract save(user: User): Promise<void>;

  /**
   * Saves those new users whose names are free, in a few statements however many they are.
   * @returns by username, the id of the user to whom it belongs now; not for those that are kept for nobody
   */
  abstract saveWhereFree(users: readonly User[]): Promise<ReadonlyMap<string, string>>;

  /** Takes everything away that is kept of the user; the names stay taken, for nobody. */
  abstract remove(user: User): Promise<void>;
}
