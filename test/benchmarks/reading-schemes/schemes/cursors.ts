import type pg from 'pg';
import {
  BATCH,
  FACT_COLUMNS,
  READ_COLUMNS,
  seen,
  type Deliver,
  type FactRow,
  type Reader,
  type ReadingScheme,
} from '../scheme.ts';

interface PositionedRow extends FactRow {
  readonly xid: string;
  readonly pos: string;
}

/** One reader that remembers where it stood: the three schemes people write first. */
function cursorScheme(name: string, keyOfTable: string, where: string, order: string): ReadingScheme {
  const text = `
    select xid, pos, ${READ_COLUMNS}
    from messaging.facts where ${where} order by ${order} limit ${BATCH}`;
  return {
    name,
    connections: 1,
    async setUp(client) {
      await client.query(`
        create schema messaging;
        create table messaging.facts (
          xid xid8 not null default pg_current_xact_id(),
          pos bigint generated always as identity (cache 1), ${FACT_COLUMNS},
          primary key (${keyOfTable}))`);
    },
    readers: (clients, deliver) => clients.map((client) => new CursorReader(client, deliver, name, text)),
  };
}

class CursorReader implements Reader {
  #xid = '0';
  #pos = '0';
  readonly #client: pg.Client;
  readonly #deliver: Deliver;
  readonly #query: { readonly name: string; readonly text: string };

  constructor(client: pg.Client, deliver: Deliver, name: string, text: string) {
    this.#client = client;
    this.#deliver = deliver;
    this.#query = { name, text };
  }

  async read(): Promise<number> {
    const values = this.#query.text.includes('$2') ? [this.#pos, this.#xid] : [this.#pos];
    const { rows } = await this.#client.query<PositionedRow>({ ...this.#query, values });
    const last = rows.at(-1);
    if (last === undefined) return 0;
    await this.#deliver(seen(rows));
    this.#pos = last.pos;
    this.#xid = last.xid;
    return rows.length;
  }
}

const GUARD = 'xid < pg_snapshot_xmin(pg_current_snapshot())';

export const positionCursor = cursorScheme('pos > cursor', 'pos', 'pos > $1::bigint', 'pos');

export const guardedPositionCursor = cursorScheme(
  'pos cursor + xmin guard',
  'pos',
  `pos > $1::bigint and ${GUARD}`,
  'pos',
);

export const guardedTransactionCursor = cursorScheme(
  '(xid, pos) cursor + guard',
  'xid, pos',
  `(xid, pos) > ($2::xid8, $1::bigint) and ${GUARD}`,
  'xid, pos',
);
