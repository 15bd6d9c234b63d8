import { markdown } from './markdown.js';

/** Something that the community may hear of. */
export type Announcement =
  | { readonly kind: 'member'; readonly displayName: string; readonly username: string }
  | { readonly kind: 'collective'; readonly name: string; readonly slug: string; readonly founder: string }
  | {
      readonly kind: 'extension';
      readonly name: string;
      readonly version: string;
      readonly author: string;
      /** Whether it is the extension's first version. */
      readonly first: boolean;
    }
  | { readonly kind: 'tier'; readonly username: string; readonly tier: string }
  | { readonly kind: 'badge'; readonly username: string; readonly badge: string };

/** Milliseconds for which something is news. What is older, as everything in an import is, is not announced. */
export const newsLastsMs = 24 * 60 * 60 * 1000;

export function isNews(occurredAt: Date, now: Date): boolean {
  return now.getTime() - occurredAt.getTime() <= newsLastsMs;
}

/** What the channel reads. */
export function textOf(announcement: Announcement): string {
  switch (announcement.kind) {
    case 'member': {
      const { displayName, username } = announcement;
      return displayName === username
        ? markdown`👋 **${username}** joined the boardwalk.`
        : markdown`👋 **${displayName}** (${username}) joined the boardwalk.`;
    }
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
