import type { User } from './user.js';

export abstract class UserRepository {
  /** Locks the user until the unit of work ends. Throws `UserNotFoundError`. */
  abstract get(userId: string): Promise<User>;

  /** Throws `UsernameTakenError` for a new user, `EmailTakenError` for a proved address that somebody else has proved. */
  abstract save(user: User): Promise<void>;

  /**
   * Saves those new users whose names are free, in a few statements however many they are.
   * @returns by username, the id of the user who bears it now
   */
  abstract saveWhereFree(users: readonly User[]): Promise<ReadonlyMap<string, string>>;
}
