import type { Kysely } from 'kysely';
import type { ExtensionsTables } from './tables.js';

/**
 * The extensions that a viewer may see, taken down ones among them: decided here, in the statement itself, for every way of
 * looking.
 * @param viewerUserId null for whoever is not signed in
 */
export function readableExtensions(query: Kysely<ExtensionsTables>, viewerUserId: string | null) {
  const housed = query
    .selectFrom('extensions')
    .innerJoin('collectives', 'collectives.collective_id', 'extensions.collective_id');
  return housed.where((row) => {
    const isPublic = row('extensions.visibility', '=', 'public');
    if (viewerUserId === null) return isPublic;
    const isMember = row.exists(
      row
        .selectFrom('memberships')
        .select('memberships.user_id')
        .whereRef('memberships.collective_id', '=', 'extensions.collective_id')
        .where('memberships.user_id', '=', viewerUserId),
    );
    return row.or([isPublic, isMember]);
  });
}

export const summaryColumns = [
  ...(['extensions.id as extensionId', 'name', 'visibility'] as const),
  ...(['description', 'license', 'platforms', 'labels', 'latest'] as const),
  ...(['last_published_at as lastPublishedAt', 'pulls'] as const),
] as const;
