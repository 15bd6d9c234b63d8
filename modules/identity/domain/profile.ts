import { limits } from './limits.js';
import { InvalidBioError, InvalidLinkError, InvalidPreferenceError } from './profile.errors.js';

/** What people say about themselves. */
export interface Profile {
  /** Plain text; empty for none. */
  readonly bio: string;
  /** Addresses of the web. */
  readonly links: readonly string[];
  /** Whether anybody but the person may see it. */
  readonly isPublic: boolean;
}

/** How a person likes to be shown things. Nobody else sees it. */
export interface Preferences {
  /** BCP 47; null for whatever the browser says. */
  readonly language: string | null;
  /** IANA; null for UTC. */
  readonly timeZone: string | null;
}

export const newProfile: Profile = { bio: '', links: [], isPublic: true };
export const noPreferences: Preferences = { language: null, timeZone: null };

/** Controls but line breaks, and the marks that change the direction of the text around them. */
const unprintable = /[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** @throws {InvalidBioError} @throws {InvalidLinkError} */
export function checkedProfile({ bio, links, isPublic }: Profile): Profile {
  const text = bio.trim();
  if (text.length > limits.profile.bio || unprintable.test(text)) throw new InvalidBioError();
  const addresses = [...new Set(links.map(checkedLink))];
  if (addresses.length > limits.profile.links) throw new InvalidLinkError();
  return { bio: text, links: addresses, isPublic };
}

/** Says everything that a profile can say. */
export function isComplete({ bio, links }: Profile): boolean {
  return bio !== '' && links.length > 0;
}

/** @throws {InvalidPreferenceError} */
export function checkedPreferences({ language, timeZone }: Preferences): Preferences {
  try {
    return {
      language: language === null ? null : new Intl.Locale(language).toString(),
      timeZone:
        timeZone === null ? null : new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone,
    };
  } catch {
    throw new InvalidPreferenceError();
  }
}

/** Nothing but the web: other schemes run code, or open other programs, where somebody clicks. */
function checkedLink(text: string): string {
  const url = URL.parse(text);
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol);
  if (!isWeb || url.username !== '' || url.password !== '' || url.href.length > limits.profile.linkLength)
    throw new InvalidLinkError();
  return url.href;
}
