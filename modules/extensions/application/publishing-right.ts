import { ProjectionBehindError, type Projections } from '@boardwalk/domain';
import type { Home } from '../domain/extension-state.js';
import { CollectiveNotYoursError } from '../domain/extension.errors.js';
import { type Memberships, membershipsSubscription } from './memberships.js';

/**
 * The collective that a person publishes under, by its slug or one that it had before.
 * @throws {CollectiveNotYoursError} when they do not belong to it, or it does not exist
 * @throws {ProjectionBehindError} when that cannot be told yet
 */
export async function publishingHome(
  memberships: Memberships,
  projections: Projections,
  { userId, slug, knownPosition }: { userId: string; slug: string; knownPosition: string | undefined },
): Promise<Home> {
  const home = await memberships.homeOf(userId, slug);
  if (home !== null) return home;
  if (knownPosition !== undefined && (await projections.isBehind(membershipsSubscription, knownPosition)))
    throw new ProjectionBehindError(membershipsSubscription);
  // It may have caught up after the first look.
  const later = await memberships.homeOf(userId, slug);
  if (later === null) throw new CollectiveNotYoursError(slug);
  return later;
}
