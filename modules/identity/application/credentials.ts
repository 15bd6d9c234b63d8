/** What a person signs in with. */
export type Login = { readonly username: string } | { readonly email: string };

export interface Credential {
  readonly userId: string;
  readonly passwordHash: string;
}

/** By what people sign in: passwords, as hashes, and accounts at providers. */
export abstract class Credentials {
  /** Gives a new user the password to sign in with. */
  abstract give(userId: string, passwordHash: string): Promise<void>;

  /** Another password, or the first of somebody who came by another road. */
  abstract replace(userId: string, passwordHash: string): Promise<void>;

  /** Nobody whom a provider vouches for comes in any more, unless both have proved the address and are joined anew. */
  abstract forgetProviders(userId: string): Promise<void>;

  /** Null for people without a password. */
  abstract of(userId: string): Promise<Credential | null>;

  /** Whoever bears the name and can sign in. */
  abstract ofUsername(username: string): Promise<Credential | null>;

  /** Whoever has proved the address. */
  abstract ofHolder(email: string): Promise<Credential | null>;

  /** Whoever claimed the address last without having proved it. */
  abstract ofLatestClaimant(email: string): Promise<Credential | null>;
}
