import { ProjectionBehindError, type Projections } from '@boardwalk/domain';
import { UnknownOriginError } from '../domain/extension.errors.js';
import type { Home } from '../domain/extension-state.js';
import type { Publisher } from '../domain/release.js';
import { type Memberships, membershipsSubscription } from './memberships.js';

/** Who published, and under which collective, as names. */
export interface NamedOrigin {
  readonly author: string;
  readonly slug: string;
}

export interface Origin {
  readonly publisher: Publisher;
  readonly home: Home;
}

/**
 * Looks many origins up at once.
 * @returns a function from names to what is behind them; it throws {@link UnknownOriginError}, or
 * {@link ProjectionBehindError} where the names may still become known
 */
export async function resolveOrigins(
  memberships: Memberships,
  projections: Projections,
  named: readonly NamedOrigin[],
  knownPosition: string | undefined,
): Promise<(origin: NamedOrigin) => Origin> {
  const authors = [...new Set(named.map(({ author }) => author))];
  const slugs = [...new Set(named.map(({ slug }) => slug))];
  const look = async () => ({
    people: await memberships.people(authors),
    collectives: await memberships.collectives(slugs),
  });
  let found = await look();
  let behind = false;
  if (found.people.size < authors.length || found.collectives.size < slugs.length) {
    behind =
      knownPosition !== undefined && (await projections.isBehind(membershipsSubscription, knownPosition));
    // It may have caught up after the first look.
    if (!behind) found = await look();
  }
  return ({ author, slug }) => {
    const publisher = found.people.get(author);
    const home = found.collectives.get(slug);
    if (publisher !== undefined && home !== undefined) return { publisher, home };
    if (behind) throw new ProjectionBehindError(membershipsSubscription);
    throw publisher === undefined
      ? new UnknownOriginError('author', author)
      : new UnknownOriginError('collective', slug);
  };
}
