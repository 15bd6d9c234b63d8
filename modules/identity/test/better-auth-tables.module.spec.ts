import { Database } from '@boardwalk/persistence';
import type { World } from '@boardwalk/testing';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableOptions } from '../infrastructure/better-auth.js';
import type { IdentityTables } from '../infrastructure/tables.js';
import { identityWorld } from './identity-world.js';

let world: World;
let database: Database<IdentityTables>;
beforeAll(async () => {
  world = await identityWorld();
  database = world.app.get<Database<IdentityTables>>(Database, { strict: false });
});
afterAll(() => world.stop());

/** better-auth's options as the module sets them, looking at one schema. */
function lookingAt(schemaName: string): Parameters<typeof betterAuth>[0] {
  const db = database.query.withoutPlugins();
  return {
    ...tableOptions,
    secret: 'only the tables matter here, and no cookie is signed',
    baseURL: 'http://boardwalk.test',
    database: { db, type: 'postgres', schemaName, transaction: true },
    logger: { disabled: true },
  };
}

/** By which sessions are found that are over. */
const ours = 'sessions_expires_at_idx';

const tables = ['users', 'sessions', 'accounts', 'verifications'];

async function shapeOf(schema: string) {
  const { rows: columns } = await sql`
    SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = ${schema} AND table_name = ANY(${tables}) ORDER BY table_name, ordinal_position`.execute(
    database.query,
  );
  const { rows: indexes } = await sql<{ indexdef: string }>`
    SELECT indexdef FROM pg_indexes WHERE schemaname = ${schema} AND tablename = ANY(${tables})
      AND indexname <> ${ours} ORDER BY tablename, indexname`.execute(database.query);
  const { rows: references } = await sql`
    SELECT relname, pg_get_constraintdef(pg_constraint.oid) AS definition
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE contype = 'f' AND connamespace = ${schema}::regnamespace AND relname = ANY(${tables})
    ORDER BY 1, 2`.execute(database.query);
  const text = JSON.stringify({ columns, indexes, references });
  return JSON.parse(text.replaceAll(`${schema}.`, '')) as unknown;
}

describe("better-auth's tables", () => {
  it('lack nothing that better-auth would add', async () => {
    const pending = await getMigrations(lookingAt('identity'));
    expect(pending).toMatchObject({
      toBeCreated: [],
      toBeAdded: [],
      toBeAddedIndexes: [],
      unsafeChanges: [],
      schemaProblems: [],
    });
  });

  it('are the ones that better-auth would make itself: columns, defaults, indexes, references', async () => {
    const { runMigrations } = await getMigrations(lookingAt('made_by_better_auth'));
    await runMigrations();
    expect(await shapeOf('identity')).toEqual(await shapeOf('made_by_better_auth'));
  });
});
