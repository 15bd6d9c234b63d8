import {
  type Kysely,
  type PostgresPool,
  PostgresDialect,
  type PostgresPoolClient,
  type RawBuilder,
  sql,
  WithSchemaPlugin,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { AmbientKysely } from './ambient-kysely.js';
import { prepared } from './pool.js';
import type { UnitOfWork } from './unit-of-work.js';
import type { UnitsOfWork } from './units-of-work.js';

/**
 * The tables of one context. Statements run in the ambient unit of work, or on a connection of their own outside of
 * one. Module code never names its schema: it is set here, so that the same code can fill a copy of its tables.
 */
export class Database<Tables = unknown> {
  private readonly live: Kysely<Tables>;
  private readonly shadow: Kysely<Tables>;

  /** @param context names the schema too */
  constructor(
    private readonly context: string,
    pool: Pool,
    private readonly units: UnitsOfWork,
  ) {
    const over = (schema: string) =>
      new AmbientKysely<Tables>(
        {
          dialect: new PostgresDialect({ pool: new AmbientPool(pool, units) }),
          plugins: [new WithSchemaPlugin(schema)],
        },
        units,
      );
    this.live = over(context);
    this.shadow = over(shadowOf(context));
  }

  /** Query builder over the context's schema. Its `transaction()` joins the ambient unit of work or opens one. */
  get query(): Kysely<Tables> {
    return this.inShadow ? this.shadow : this.live;
  }

  get schema(): string {
    return this.inShadow ? shadowOf(this.context) : this.context;
  }

  private get inShadow(): boolean {
    return this.units.current()?.kind.shadow === true;
  }

  /** A table's full name, for use inside a `sql` template. */
  table(name: string & keyof Tables) {
    return sql.id(this.schema, name);
  }

  /** Deletes rows of a table, `most` of them at most; what somebody works on is left for another time. @returns how many */
  async remove(name: string & keyof Tables, where: RawBuilder<unknown>, most: number): Promise<number> {
    const table = this.table(name);
    const { numAffectedRows = 0n } = await sql`
      DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM ${table} WHERE ${where} LIMIT ${most} FOR UPDATE SKIP LOCKED))`.execute(this.query);
    return Number(numAffectedRows);
  }
}

/** The schema that a replay beside the live tables fills. */
export function shadowOf(context: string): string {
  return `${context}_shadow`;
}

/** Gives Kysely the connection of the ambient unit of work, which only the unit itself releases. */
class AmbientPool implements PostgresPool {
  readonly options = {};
  private readonly ofUnit = new WeakMap<UnitOfWork, PostgresPoolClient>();

  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
  ) {}

  async connect(): Promise<PostgresPoolClient> {
    const unit = this.units.current();
    if (unit === undefined) return preparing(await this.pool.connect());
    let client = this.ofUnit.get(unit);
    if (client === undefined) {
      client = { query: unit.query.bind(unit), release: () => undefined } as unknown as PostgresPoolClient;
      this.ofUnit.set(unit, client);
    }
    return client;
  }

  async end(): Promise<void> {
    // The pool belongs to PersistenceModule.
  }
}

const preparingClients = new WeakMap<PoolClient, PostgresPoolClient>();

/** The same wrapper for the same connection, because Kysely recognises connections by identity. */
function preparing(connection: PoolClient): PostgresPoolClient {
  let client = preparingClients.get(connection);
  if (client === undefined) {
    client = {
      query: (text: string, values: readonly unknown[]) => connection.query(prepared(text, values)),
      release: (destroy?: boolean) => connection.release(destroy),
    } as unknown as PostgresPoolClient;
    preparingClients.set(connection, client);
  }
  return client;
}
