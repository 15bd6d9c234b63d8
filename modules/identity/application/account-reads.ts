/** A person as that person may see it. */
export interface AccountView {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly registeredAt: Date;
  readonly bio: string;
  readonly links: readonly string[];
  readonly isPublic: boolean;
  readonly preferences: { readonly language: string | null; readonly timeZone: string | null };
}

/** An API key as its owner sees it. The key itself is not known any more. */
export interface ApiKeyView {
  readonly apiKeyId: string;
  readonly clientId: string | null;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export abstract class AccountReads {
  /** Throws `UserNotFoundError`. */
  abstract account(userId: string): Promise<AccountView>;

  /** Newest first. @param before id of the key that the page follows */
  abstract apiKeys(ownerUserId: string, count: number, before?: string): Promise<ApiKeyView[]>;
}
