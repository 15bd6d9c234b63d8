import { ProjectionBehindError, type Projections } from '@boardwalk/domain';
import type { Home } from '../domain/extension-state.js';
import { CollectiveNotYoursError } from '../domain/extension.errors.js';
import type { Publisher } from '../domain/release.js';
import { type Memberships, membershipsSubscription } from './memberships.js';

/** A person, or a program of a collective: that acts for whoever gave it its token. */
export interface PublishingParty extends Publisher {
  /** Id of the collective that a program may publish under, and no other. Absent for people. */
  readonly within?: string;
}

/** Where somebody wants to publish. */
interface PublishingPlace {
  readonly by: PublishingParty;
  readonly slug: string;
  /** How far in the log the caller has been told of. */
  readonly knownPosition: string | undefined;
  /** Whether something of the person is about to be kept that nothing else keeps from outliving their account. */
  readonly holding?: boolean;
}

/**
 * The collective that a person publishes under, by its slug or one that it had before.
 * @throws {CollectiveNotYoursError} when they do not belong to it, it does not exist, or it is another than the program's
 * @throws {ProjectionBehindError} when that cannot be told yet
 */
export async function publishingHome(
  memberships: Memberships,
  projections: Projections,
  { by, slug, knownPosition, holding = false }: PublishingPlace,
): Promise<Home> {
  const lookUp = async () => {
    if (holding && !(await memberships.hold(by.userId))) return null;
    const found = await memberships.homeOf(by.userId, slug);
    return by.within === undefined || found?.collectiveId === by.within ? found : null;
  };
  const home = await lookUp();
  if (home !== null) return home;
  if (knownPosition !== undefined && (await projections.isBehind(membershipsSubscription, knownPosition)))
    throw new ProjectionBehindError(membershipsSubscription);
  // It may have caught up after the first look.
  const later = await lookUp();
  if (later === null) throw new CollectiveNotYoursError(slug);
  return later;
}
