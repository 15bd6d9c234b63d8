import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { shadowOf } from './database.js';
import pg from 'pg';
import { Pool, type PoolClient } from 'pg';
import type { UnitOfWork } from './unit-of-work.js';

/** Any process that migrates this database holds this advisory lock meanwhile. */
const migrationLock = 4_811_020_311;

interface MigrationSet {
  readonly schema: string;
  readonly directory: string;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The numbered SQL files of every context that runs here. */
@Injectable()
export class Migrations {
  private readonly sets = new Map<string, MigrationSet>();

  constructor(private readonly pool: Pool) {}

  /** @param moduleUrl `import.meta.url` of a file of the package whose folder `migrations/` is meant */
  add(schema: string, moduleUrl: string): void {
    this.sets.set(schema, { schema, directory: migrationsOf(moduleUrl) });
  }

  /** Brings every schema up to date, one process at a time. Returns the names of what was applied. */
  async run(): Promise<string[]> {
    return this.locked(async (client) => {
      const applied: string[] = [];
      for (const set of this.sets.values()) applied.push(...(await migrate(client, set, applyByItself)));
      return applied;
    });
  }

  /**
   * Makes an empty shadow of a context's schema, in place of an older one, as a part of a unit of work: until that commits, the
   * older one is there.
   * @param assertMayBegin throws if not; asked when nobody else can make one any more until the unit has ended
   */
  async makeShadow(context: string, unit: UnitOfWork, assertMayBegin: () => Promise<void>): Promise<void> {
    const set = this.sets.get(context);
    if (set === undefined)
      throw new Error(
        `No migrations of "${context}" are known here: a process that runs it can make its shadow.`,
      );
    const schema = shadowOf(context);
    // Others may migrate for long, and so may one of these files.
    await unit.query('SET LOCAL lock_timeout = 0');
    await unit.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    await assertMayBegin();
    const client = await unit.openConnection();
    await client.query(`DROP SCHEMA IF EXISTS ${pg.escapeIdentifier(schema)} CASCADE`);
    await migrate(client, { ...set, schema }, apply);
    await client.query('SET LOCAL lock_timeout TO DEFAULT; SET LOCAL search_path TO DEFAULT');
  }

  private async locked<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      // Others may migrate for long, and so may one of these files.
      await client.query('SET lock_timeout = 0');
      await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
      return await work(client);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
      await client.query('RESET lock_timeout').catch(() => undefined);
      client.release();
    }
  }
}

/** @param write applies one file */
async function migrate(
  client: PoolClient,
  { schema, directory }: MigrationSet,
  write: typeof apply,
): Promise<string[]> {
  const quoted = pg.escapeIdentifier(schema);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted}`);
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${quoted}.migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT name, checksum FROM ${quoted}.migrations`,
  );
  const done = new Map(rows.map((row) => [row.name, row.checksum]));
  const applied: string[] = [];
  for (const migration of read(directory)) {
    const checksum = done.get(migration.name);
    if (checksum === undefined) {
      await write(client, quoted, migration).catch((cause: unknown) => {
        throw new Error(`Migration ${quoted}/${migration.name} failed; nothing of it was applied.`, {
          cause,
        });
      });
      applied.push(`${schema}/${migration.name}`);
    } else if (checksum !== migration.checksum) {
      throw new Error(
        `Migration ${schema}/${migration.name} was changed after it had been applied. ` +
          'Restore its old text and write the change as a new file with the next number.',
      );
    }
  }
  return applied;
}

async function applyByItself(client: PoolClient, quotedSchema: string, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await apply(client, quotedSchema, migration);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** In the transaction that is open on the connection. */
async function apply(client: PoolClient, quotedSchema: string, migration: Migration): Promise<void> {
  await client.query(`SET LOCAL search_path TO ${quotedSchema}`);
  await client.query(migration.sql);
  await client.query(`INSERT INTO ${quotedSchema}.migrations (name, checksum) VALUES ($1, $2)`, [
    migration.name,
    migration.checksum,
  ]);
}

function read(directory: string): Migration[] {
  return readdirSync(directory)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(directory, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** Built code lies in `dist/`, its SQL in the package's own folder: look upwards for the nearest `migrations/`. */
function migrationsOf(moduleUrl: string): string {
  for (let folder = dirname(fileURLToPath(moduleUrl)); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'migrations'))) return join(folder, 'migrations');
    if (existsSync(join(folder, 'package.json'))) break;
  }
  throw new Error(
    `No folder migrations/ in the package of ${moduleUrl}. Add it with a first file 0001_….sql.`,
  );
}
