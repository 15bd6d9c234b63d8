import { type BurstRule, memberBurst, newsLastsMs, publicationBurst } from './limits.js';
import { collected } from './collected.js';
import { markdown } from './markdown.js';

export interface NewMember {
  readonly kind: 'member';
  readonly displayName: string;
  readonly username: string;
}

export interface Publication {
  readonly kind: 'extension';
  readonly name: string;
  readonly version: string;
  readonly author: string;
  /** Whether it is the extension's first version. */
  readonly first: boolean;
}

/** Something that the community may hear of. */
export type Announcement =
  | NewMember
  | { readonly kind: 'collective'; readonly name: string; readonly slug: string; readonly founder: string }
  | Publication
  | { readonly kind: 'tier'; readonly username: string; readonly tier: string }
  | { readonly kind: 'badge'; readonly username: string; readonly badge: string };

export function isNews(occurredAt: Date, now: Date): boolean {
  return now.getTime() - occurredAt.getTime() <= newsLastsMs;
}

/** What it is collected with when many come at once; null when each goes out by itself. */
export function burstOf(
  announcement: Announcement,
): { readonly key: string; readonly rule: BurstRule } | null {
  switch (announcement.kind) {
    case 'extension':
      return { key: `published ${scopeOf(announcement.name)}`, rule: publicationBurst };
    case 'member':
      return { key: 'joined', rule: memberBurst };
    case 'collective':
    case 'tier':
    case 'badge':
      return null;
  }
}

/** The same about somebody who goes by another name now. */
export function renamed(announcement: Announcement, username: string): Announcement {
  switch (announcement.kind) {
    case 'collective':
      return { ...announcement, founder: username };
    case 'extension':
      return { ...announcement, author: username };
    case 'member':
    case 'tier':
    case 'badge':
      return { ...announcement, username };
  }
}

/**
 * What the channel reads. Several are of one burst.
 * @param shown the first ones; no more than `namedInCollected` are read
 * @param count of all that the message announces
 */
export function textOf(shown: readonly [Announcement, ...Announcement[]], count: number): string {
  const [first] = shown;
  if (count === 1) return textOfOne(first);
  if (first.kind === 'extension') {
    const opening = markdown`📦 **${scopeOf(first.name)}** published ${String(count)} versions:`;
    const publications = shown.filter((each) => each.kind === 'extension');
    return collected(
      opening,
      publications.map(({ name, version, author }) => markdown`**${name}** ${version} by ${author}`),
      count,
    );
  }
  const opening = markdown`👋 ${String(count)} people joined the boardwalk:`;
  return collected(opening, shown.filter((each) => each.kind === 'member').map(nameOf), count);
}

function textOfOne(announcement: Announcement): string {
  switch (announcement.kind) {
    case 'member':
      return `👋 ${nameOf(announcement)} joined the boardwalk.`;
    case 'collective': {
      const { name, slug, founder } = announcement;
      return markdown`🏖️ **${founder}** founded the collective **${name}** (${slug}).`;
    }
    case 'extension': {
      const { name, version, author, first } = announcement;
      return first
        ? markdown`📦 **${author}** published a new extension: **${name}** ${version}.`
        : markdown`📦 **${author}** published **${name}** ${version}.`;
    }
    case 'tier':
      return markdown`🎢 **${announcement.username}** reached the tier **${announcement.tier}**.`;
    case 'badge':
      return markdown`🎖️ **${announcement.username}** earned the badge **${announcement.badge}**.`;
  }
}

function nameOf({ displayName, username }: NewMember): string {
  return displayName === username ? markdown`**${username}**` : markdown`**${displayName}** (${username})`;
}

/** The first part of an extension's name, which is that of its collective. */
function scopeOf(name: string): string {
  return name.slice(0, Math.max(name.indexOf('/'), 0)) || name;
}
