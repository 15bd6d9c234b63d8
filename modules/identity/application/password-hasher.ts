/** Slow on purpose, so it never runs inside a unit of work, where it would hold a connection meanwhile. */
export abstract class PasswordHasher {
  abstract hash(password: string): Promise<string>;

  /** With null it takes as long as with a hash, and is false: what is not there cannot be told from what is wrong. */
  abstract verify(password: string, hash: string | null): Promise<boolean>;
}
