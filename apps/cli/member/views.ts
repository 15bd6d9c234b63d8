/** What members are answered, as far as this program reads it. */

export interface CollectiveSummary {
  readonly slug: string;
  readonly name: string;
  readonly personal: boolean;
  readonly foundedAt: string;
  readonly memberCount: number;
}

export interface CollectiveDetails extends CollectiveSummary {
  /** Null for whoever does not belong to it. */
  readonly members:
    | readonly { readonly username: string; readonly role: string; readonly joinedAt: string }[]
    | null;
}

export interface ExtensionSummary {
  readonly name: string;
  readonly collective: string;
  readonly visibility: 'public' | 'private';
  readonly description: string | null;
  readonly labels: readonly string[];
  readonly platforms: readonly string[];
  /** Null where every version is yanked. */
  readonly latest: string | null;
  readonly lastPublishedAt: string;
  readonly pulls: number;
  readonly deprecated: boolean;
}

export interface ExtensionVersion {
  readonly version: string;
  /** SHA-256; null for what an import brought. */
  readonly checksum: string | null;
  readonly size: number | null;
}

export interface Withdrawal {
  readonly at: string;
  readonly reason: string;
}

/** A version as it is listed with its extension. */
export interface ListedVersion extends ExtensionVersion {
  /** Null once the account is gone, and for whom the reader may not see. */
  readonly author: string | null;
  readonly publishedAt: string;
  readonly labels: readonly string[];
  readonly platforms: readonly string[];
  readonly pulls: number;
  readonly yanked: Withdrawal | null;
}

export interface ExtensionDetails extends ExtensionSummary {
  readonly license: string | null;
  readonly yanked: Withdrawal | null;
  readonly deprecation: { readonly at: string; readonly supersededBy: string | null } | null;
  readonly versions: { readonly items: readonly ListedVersion[]; readonly nextCursor: string | null };
}

export interface PublicationView {
  readonly publicationId: string;
  readonly name: string;
  readonly version: string;
  readonly checksum: string;
  readonly status: 'initiated' | 'uploaded' | 'confirmed' | 'expired';
}
