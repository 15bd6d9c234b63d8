/** What the token of a collective begins with. */
export const tokenPrefix = 'bwt_';

/** Whom a token speaks for, and who answers for it. */
export interface TokenHolder {
  readonly collectiveId: string;
  readonly slug: string;
  /** Who made the token. */
  readonly userId: string;
  readonly username: string;
  readonly scopes: readonly string[];
}

/** Looks tokens up. */
export abstract class TokenHolders {
  /** Null for what is unknown, expired or revoked, or made by somebody who is shut out, by the rows as they are now. */
  abstract behind(token: string): Promise<TokenHolder | null>;
}
