import pg from 'pg';
import type { Pool, PoolClient } from 'pg';

/** What a table and its shadow hold, at one moment. */
export interface TableComparison {
  readonly table: string;
  readonly liveRows: number;
  readonly shadowRows: number;
  /** The same rows, to the last character. */
  readonly equal: boolean;
}

/** Compares every table of a schema with the table of the same name in another, in one snapshot of the database. */
export async function compareSchemas(pool: Pool, live: string, shadow: string): Promise<TableComparison[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ name: string }>(tables, [[live, shadow]]);
    const compared: TableComparison[] = [];
    for (const { name } of rows) {
      const [ours, theirs] = [await contents(client, live, name), await contents(client, shadow, name)];
      compared.push({
        table: name,
        liveRows: ours.rows,
        shadowRows: theirs.rows,
        equal: ours.rows === theirs.rows && ours.digest === theirs.digest,
      });
    }
    return compared;
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release();
  }
}

interface Contents {
  readonly rows: number;
  readonly digest: string | null;
}

async function contents(client: PoolClient, schema: string, table: string): Promise<Contents> {
  const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
  // Rows have no order of their own; the digest of the digests needs little memory however wide they are.
  const { rows } = await client.query<Contents>(
    `SELECT count(*) AS rows, md5(string_agg(digest, '' ORDER BY digest)) AS digest FROM (SELECT md5(t::text) AS digest FROM ${name} t) t`,
  );
  return rows[0] ?? { rows: 0, digest: null };
}

/** Which migrations were applied when is not what consumers wrote. */
const tables = `SELECT DISTINCT tablename AS name FROM pg_tables
WHERE schemaname = ANY($1::text[]) AND tablename <> 'migrations' ORDER BY 1`;
