import type { PasswordHasher } from '../application/password-hasher.js';

/** Somebody who vouches for people: an OAuth 2.0 provider with an endpoint that says who has signed in there. */
export interface OAuthProvider {
  /** Part of addresses, and kept with each account: lower case, as in `github`. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** Answers with the claims of OpenID Connect: `sub` (or `id`), `email`, `email_verified`, `name`, `preferred_username`. */
  readonly userInfoUrl: string;
  readonly scopes: readonly string[];
}

/** See {@link IdentityOptions}. */
export interface IdentitySettings {
  readonly secret: string;
  readonly baseUrl: string;
  readonly oauth?: OAuthProvider | undefined;
  /** Default: scrypt, as better-auth has it. */
  readonly passwords?: PasswordHasher | undefined;
}

/** What the program that runs this context decides for it. */
export class IdentityOptions {
  /**
   * @param secret signs cookies; at least 32 random characters
   * @param baseUrl where browsers reach the program: `https://boardwalk.example`
   * @param oauth by whom else people may sign in
   */
  constructor(
    readonly secret: string,
    readonly baseUrl: string,
    readonly oauth?: OAuthProvider,
  ) {
    if (secret.length < 32)
      throw new RangeError(
        `The secret that signs cookies has ${secret.length} characters and can be guessed. Give at least 32 random ones.`,
      );
  }
}
