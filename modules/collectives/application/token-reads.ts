/** A token as those see it who look after its collective. */
export interface TokenSummary {
  readonly tokenId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export abstract class TokenReads {
  /** Newest first, from the one after `after`. */
  abstract list(collectiveId: string, after: string | undefined, size: number): Promise<TokenSummary[]>;
}
