import type { Database } from '@boardwalk/persistence';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ExtensionsTables } from './tables.js';

type Tables = Database<ExtensionsTables>;

/** People whom others may find: their profile is public, and they are not shut out. */
const isFound = sql`(person.is_public AND NOT person.suspended)`;

/**
 * The name of an author, as they are called today; null where the account is gone, and where others may not find the person.
 * They themselves and whoever belongs to the extension's collective see it all the same.
 * @param viewerUserId null for whoever is not signed in
 */
export function authorSeenBy(
  database: Tables,
  viewerUserId: string | null,
  { author, extension }: { readonly author: RawBuilder<unknown>; readonly extension: RawBuilder<unknown> },
) {
  const viewer = sql`${viewerUserId}::text`;
  return sql<string | null>`(
    SELECT person.username FROM ${database.table('people')} AS person WHERE person.user_id = ${author} AND (
      ${isFound} OR person.user_id = ${viewer} OR EXISTS (
        SELECT FROM ${database.table('memberships')} AS fellow
        JOIN ${database.table('extensions')} AS published USING (collective_id)
        WHERE published.id = ${extension} AND fellow.user_id = ${viewer})))`;
}

/** The slug in an extension's own name. */
export const ownScope = sql<string>`split_part(substr(name, 2), '/', 1)`;

/** Whether the collective of a row is personal, and the person one whom the viewer may not find. */
export function isHiddenFrom(database: Tables, viewerUserId: string | null) {
  return sql<SqlBool>`(collectives.personal AND EXISTS (
    SELECT FROM ${database.table('memberships')} AS member
    JOIN ${database.table('people')} AS person USING (user_id)
    WHERE member.collective_id = collectives.collective_id AND NOT ${isFound}
      AND person.user_id IS DISTINCT FROM ${viewerUserId}::text))`;
}

/** The slug that an extension's collective has today; of somebody whom the viewer may not find, the one in its name. */
export function homeSeenBy(database: Tables, viewerUserId: string | null) {
  return sql<string>`CASE WHEN ${isHiddenFrom(database, viewerUserId)} THEN ${ownScope} ELSE collectives.slug END`;
}
