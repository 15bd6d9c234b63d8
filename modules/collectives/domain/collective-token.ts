import { TokenExpiredAlreadyError, TokenNotFoundError, TooManyTokensError } from './collective.errors.js';
import { TokenCreated, TokenRevoked } from './collective.events.js';
import type { Whole } from './collective-state.js';
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

  constructor(
    tokens: readonly CollectiveToken[],
    private readonly of: Whole,
  ) {
    this.byId = new Map(tokens.map((token) => [token.id, token]));
  }

  get all(): ReadonlyMap<string, CollectiveToken> {
    return this.byId;
  }

  /** @throws {TokenNotFoundError} */
  withId(tokenId: string): CollectiveToken {
    const token = this.byId.get(tokenId);
    if (token === undefined) throw new TokenNotFoundError(this.of.slug);
    return token;
  }

  /** @throws {TokenExpiredAlreadyError} @throws {TooManyTokensError} */
  issue(token: NewCollectiveToken, byUserId: string, at: Date): void {
    const { id, name, scopes, expiresAt } = token;
    if (expiresAt !== null && expiresAt <= at) throw new TokenExpiredAlreadyError();
    if (this.byId.size >= configuration.mostTokens)
      throw new TooManyTokensError(this.of.slug, configuration.mostTokens);
    this.byId.set(id, { ...token, createdByUserId: byUserId, createdAt: at });
    this.of.tell(new TokenCreated(at, this.of.id, this.of.slug, id, name, scopes, byUserId));
  }

  revoke({ id }: CollectiveToken, byUserId: string, at: Date): void {
    this.byId.delete(id);
    this.of.tell(new TokenRevoked(at, this.of.id, this.of.slug, id, byUserId));
  }

  /** Whoever knows a token must not keep what they have lost. */
  revokeThoseOf(userId: string, byUserId: string, at: Date): void {
    for (const token of [...this.byId.values()])
      if (token.createdByUserId === userId) this.revoke(token, byUserId, at);
  }

  revokeAll(byUserId: string, at: Date): void {
    for (const token of [...this.byId.values()]) this.revoke(token, byUserId, at);
  }
}
