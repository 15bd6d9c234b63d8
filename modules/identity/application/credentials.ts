/** What a person signs in with. */
export type Login = { readonly username: string } | { readonly email: string };

export interface Credential {
  readonly userId: string;
  readonly passwordHash: string;
}

/** The passwords of people, as hashes. */
export abstract class Credentials {
  /** Gives a new user the password to sign in with. */
  abstract give(userId: string, passwordHash: string): Promise<void>;

  /** Another password, or the first of somebody who came by another road. */
  abstract replace(userId: string, passwordHash: string): Promise<void>;

  /** Null for people without a password. */
  abstract of(userId: string): Promise<Credential | null>;

  /** Whoever bears the name and can sign in. */
  abstract ofUsername(username: string): Promise<Credential | null>;

  /** Whoever has proved the address. */
  abstract ofHolder(email: string): Promise<Credential | null>;

  /** Whoever claimed the address last without having proved it. */
  abstract ofLatestClaimant(email: string): Promise<Credential | null>;
}
