import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Where a platform keeps things. */
export interface Places {
  readonly databaseUrl: string;
  readonly home: string;
}

/**
 * All that a platform keeps, to be compared with what it keeps later: of every table of every schema the number of rows and
 * a digest of what they say, and the archives. Not how far things have come: cursors, leases, ticks, spans.
 */
export async function everythingIn({ databaseUrl, home }: Places): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'inspection')
         AND (schemaname, tablename) NOT IN (('messaging', 'subscriptions'), ('messaging', 'ticks'), ('messaging', 'workers')) ORDER BY 1`,
    );
    const state: Record<string, string> = { archives: archivesIn(home).join(' ') };
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ state: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS state FROM ${name} t`,
      );
      state[name] = rows[0]?.state ?? '';
    }
    return state;
  } finally {
    await client.end();
  }
}

function archivesIn(home: string): string[] {
  const folder = join(home, 'archives');
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
}
