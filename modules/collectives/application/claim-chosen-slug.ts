import { SlugReservedError, SlugTakenError, TooManySlugsError } from '../domain/collective.errors.js';
import { configuration } from '../domain/configuration.js';
import { isReserved } from '../domain/slug.js';
import type { Claimer, Slugs } from '../domain/slugs.js';

/**
 * Gives a collective the slug that somebody chose for it.
 * @throws {SlugReservedError} @throws {SlugTakenError} @throws {TooManySlugsError}
 */
export async function claimChosenSlug(
  slugs: Slugs,
  slug: string,
  collectiveId: string,
  by: Claimer,
): Promise<void> {
  if (isReserved(slug)) throw new SlugReservedError(slug);
  if (!(await slugs.claim(slug, collectiveId, by))) throw new SlugTakenError(slug);
  const { withinMs, most } = configuration.slugs;
  // This one is among them, unless it was the collective's own before.
  const chosen = await slugs.countChosenBy(by.userId, new Date(by.at.getTime() - withinMs));
  if (chosen > most) throw new TooManySlugsError(most, withinMs);
}
