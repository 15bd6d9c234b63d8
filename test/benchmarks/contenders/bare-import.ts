import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import pg from 'pg';

const rowsPerStatement = 500;

/** All rows of one table, as JSON. */
export interface TableRows {
  readonly table: string;
  readonly columns: string;
  readonly values: readonly string[];
}

interface Table {
  readonly name: string;
  readonly columns: string;
  /** Tables that it refers to. */
  readonly parents: readonly string[];
}

/** What an import has left in a database: the rows of every table but the migrations', parents first. */
export async function rowsOf(url: string): Promise<TableRows[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<Table>(everyTable);
    const found: TableRows[] = [];
    for (const { name, columns } of parentsFirst(tables)) {
      const { rows } = await client.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`);
      found.push({ table: name, columns, values: rows.map(({ row }) => row) });
    }
    return found;
  } finally {
    await client.end();
  }
}

/**
 * Reads the file and writes the rows, five hundred a statement, into tables where nothing has been imported yet: no rules, no
 * facts to be delivered, no answer for anybody. Resolves with the seconds it took.
 */
export async function bareImport(url: string, file: string, rows: readonly TableRows[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const started = performance.now();
    for await (const line of createInterface({ input: createReadStream(file) })) JSON.parse(line);
    for (const { table, columns, values } of rows) {
      // What a platform writes when it starts is there already.
      const insert = `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE
        SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) ON CONFLICT DO NOTHING`;
      for (let first = 0; first < values.length; first += rowsPerStatement)
        await client.query(insert, [`[${values.slice(first, first + rowsPerStatement).join(',')}]`]);
    }
    const seconds = (performance.now() - started) / 1000;
    for (const { table, values } of rows) {
      const { rows: counted } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table}`,
      );
      if ((counted[0]?.count ?? 0) < values.length)
        throw new Error(`${table} has ${counted[0]?.count} rows instead of ${values.length}.`);
    }
    return seconds;
  } finally {
    await client.end();
  }
}

function parentsFirst(tables: readonly Table[]): Table[] {
  const sorted: Table[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const ready = left.filter(({ name, parents }) =>
      parents.every((one) => one === name || !waiting.has(one)),
    );
    if (ready.length === 0) throw new Error(`${[...waiting].join(', ')} refer to each other in a circle.`);
    sorted.push(...ready);
    left = left.filter((table) => !ready.includes(table));
  }
  return sorted;
}

const everyTable = `
SELECT format('%I.%I', n.nspname, c.relname) AS name,
       (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT coalesce(array_agg(format('%I.%I', pn.nspname, p.relname)), '{}')::text[] FROM pg_constraint k
        JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
        WHERE k.conrelid = c.oid AND k.contype = 'f') AS parents
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'migrations'
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;
