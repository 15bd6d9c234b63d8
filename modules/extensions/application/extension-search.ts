import type { Visibility } from '../domain/release.js';

export interface ExtensionSummary {
  readonly extensionId: string;
  readonly name: string;
  /** The slug that the collective has today. */
  readonly collective: string;
  readonly visibility: Visibility;
  readonly description: string | null;
  readonly license: string | null;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  /** The newest version by calendar that may be pulled; null when none may. */
  readonly latest: string | null;
  readonly lastPublishedAt: Date;
  /** Counted pulls of all versions. */
  readonly pulls: number;
  readonly deprecated: boolean;
}

/** An extension that was found, and how well it fits the words that were searched for: 0 without any. */
export interface Found extends ExtensionSummary {
  readonly relevance: number;
}

/**
 * `relevance`: what fits the words best · `newest`: what was published last · `most-pulled` · `name`: alphabetically.
 * What is equal in that comes alphabetically.
 */
export type SortOrder = 'relevance' | 'newest' | 'most-pulled' | 'name';

/** Where a page of a search goes on: after the extension with this name, and with this by which it was sorted. */
export type SearchPlace =
  | { readonly sort: 'relevance'; readonly relevance: number; readonly name: string }
  | { readonly sort: 'newest'; readonly at: Date; readonly name: string }
  | { readonly sort: 'most-pulled'; readonly pulls: number; readonly name: string }
  | { readonly sort: 'name'; readonly name: string };

export interface Search {
  /** Words or their beginnings, all of which stand in name, labels or description; or a part of a name. */
  readonly text?: string | undefined;
  /** A slug, also one that a collective had before. */
  readonly collective?: string | undefined;
  readonly label?: string | undefined;
  readonly platform?: string | undefined;
  readonly sort: SortOrder;
  /** Of the same order. */
  readonly after?: SearchPlace | undefined;
  readonly size: number;
}

/**
 * Finds what can be pulled: what is yanked as a whole, or in each of its versions, is only found by its name. Private
 * extensions are found by members of their collective only.
 */
export abstract class ExtensionSearch {
  /** @param viewerUserId null for whoever is not signed in */
  abstract find(search: Search, viewerUserId: string | null): Promise<Found[]>;
}
