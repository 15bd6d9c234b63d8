import { type Kysely, sql } from 'kysely';
import type { CollectivesTables } from './tables.js';

/** What people wait for each other about, beside the rows that they change. */
type Matter = 'person' | 'mails by' | 'mails to';

type Query = Kysely<CollectivesTables>;

/** Until the unit of work ends, nobody else holds the same, neither alone nor along with others. */
export async function holdAlone(query: Query, matter: Matter, of: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`collectives ${matter} ${of}`}::text, 0))`.execute(
    query,
  );
}

/** Until the unit of work ends, nobody holds the same alone. */
export async function holdAlong(query: Query, matter: Matter, of: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${`collectives ${matter} ${of}`}::text, 0))`.execute(
    query,
  );
}
