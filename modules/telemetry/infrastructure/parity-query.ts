import type { Database } from '@boardwalk/persistence';
import { sql } from 'kysely';
import type { Parity } from '../application/observations.js';
import { parityExamples } from '../domain/limits.js';
import type { TelemetryTables } from './tables.js';

interface DifferenceRow {
  readonly name: string;
  readonly property: string;
  readonly count: number;
  /** JSON */
  readonly examples: string;
}

/** How the two sides of every name compare, or of one. What no fact can tell is not compared. */
export async function parityOf(
  database: Database<TelemetryTables>,
  name: string | undefined,
): Promise<Parity[]> {
  const compared = sql`FROM ${database.table('observations')}
    WHERE (${name ?? null}::text IS NULL OR name = ${name ?? null}::text) AND key IS NOT NULL`;
  const counts = await sql<Omit<Parity, 'differing'>>`
    SELECT name, count(*) FILTER (WHERE side = 'legacy') AS legacy, count(*) FILTER (WHERE side = 'typed') AS typed,
      count(*) FILTER (WHERE side = 'typed' AND partner IS NOT NULL) AS matched,
      count(*) FILTER (WHERE side = 'legacy' AND partner IS NULL) AS "onlyLegacy",
      count(*) FILTER (WHERE side = 'typed' AND partner IS NULL) AS "onlyTyped"
    ${compared} GROUP BY name ORDER BY name`.execute(database.query);
  const differences = await sql<DifferenceRow>`
    SELECT name, property, count(*) AS count,
      (array_to_json((array_agg(example ORDER BY occurred_at DESC))[1:${sql.lit(parityExamples)}]))::text AS examples
    FROM (
      SELECT name, occurred_at, difference ->> 'property' AS property,
        json_build_object('legacy', difference -> 'legacy', 'typed', difference -> 'typed') AS example
      FROM (SELECT name, occurred_at, differences ${compared} AND differences IS NOT NULL) o
      CROSS JOIN LATERAL json_array_elements(o.differences::json) AS difference) each
    GROUP BY name, property ORDER BY name, count(*) DESC, property`.execute(database.query);
  return counts.rows.map((row) => ({
    ...row,
    differing: differences.rows
      .filter((difference) => difference.name === row.name)
      .map(({ property, count, examples }) => ({
        property,
        count,
        examples: JSON.parse(examples) as Parity['differing'][number]['examples'],
      })),
  }));
}
