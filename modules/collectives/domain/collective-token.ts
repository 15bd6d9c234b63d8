import { TokenExpiredAlreadyError, TokenNotFoundError, TooManyTokensError } from './collective.errors.js';
import { configuration } from './configuration.js';

/** Lets a program act for a collective, within its scopes. The token itself is known by its fingerprint only. */
export interface CollectiveToken {
  readonly id: string;
  readonly name: string;
  readonly fingerprint: string;
  /** `<context>:<verb>` each. */
  readonly scopes: readonly string[];
  /** A member who looks after the collective, and answers for what is done with the token. */
  readonly createdByUserId: string;
  readonly createdAt: Date;
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null;
}

export type NewCollectiveToken = Omit<CollectiveToken, 'createdByUserId' | 'createdAt'>;

/** The tokens of one collective that were not revoked. */
export class CollectiveTokens {
  private readonly byId: Map<string, CollectiveToken>;

  constructor(tokens: readonly CollectiveToken[]) {
    this.byId = new Map(tokens.map((token) => [token.id, token]));
  }

  get all(): ReadonlyMap<string, CollectiveToken> {
    return this.byId;
  }

  madeBy(userId: string): CollectiveToken[] {
    return [...this.byId.values()].filter(({ createdByUserId }) => createdByUserId === userId);
  }

  /** @throws {TokenNotFoundError} */
  withId(tokenId: string, slug: string): CollectiveToken {
    const token = this.byId.get(tokenId);
    if (token === undefined) throw new TokenNotFoundError(slug);
    return token;
  }

  /** @throws {TokenExpiredAlreadyError} @throws {TooManyTokensError} */
  add(token: CollectiveToken, slug: string): void {
    if (token.expiresAt !== null && token.expiresAt <= token.createdAt) throw new TokenExpiredAlreadyError();
    if (this.byId.size >= configuration.mostTokens)
      throw new TooManyTokensError(slug, configuration.mostTokens);
    this.byId.set(token.id, token);
  }

  drop({ id }: CollectiveToken): void {
    this.byId.delete(id);
  }
}
