import { factStatements } from '#core/log/fact-log.js';
import { readerStatements } from '#core/log/log-reader.js';
import { relayStatements } from '#core/log/relay.js';
import { databaseError, uniqueViolation } from '../database/errors.ts';
import type { Server } from '../database/server.ts';
import { isVisibleIn } from '../database/snapshot.ts';
import { inserted, modelled, selected } from '../database/statement.ts';
import type { FactRow, TickRow } from '../database/tables.ts';
import type { Transaction } from '../database/transaction.ts';

type Columns = [
  id: string,
  type: string,
  source: string,
  key: string,
  occurredAt: string,
  headers: string,
  data: string,
];

/** The identity of the only log there is. */
export const logId = '00000000-0000-7000-8000-000000000001';

export const log = [
  modelled('insert one fact', factStatements.insertOne, (transaction, values: Columns, server) =>
    inserted(insert(transaction, [values], server).length),
  ),

  modelled('insert one of a chain', factStatements.insertOneOfChain, (transaction, values: Columns, server) =>
    inserted(1, insert(transaction, [values], server)),
  ),

  modelled('insert many facts', factStatements.insertMany, (transaction, arrays: Arrays, server) =>
    inserted(insert(transaction, rowsOf(arrays), server).length),
  ),

  modelled(
    'insert many of a chain',
    factStatements.insertManyOfChain,
    (transaction, arrays: Arrays, server) => {
      const positions = insert(transaction, rowsOf(arrays), server);
      return inserted(positions.length, positions);
    },
  ),

  modelled('identity of the log', readerStatements.identity, () => selected([{ id: logId }])),

  // No other database reads the log of a simulation, so nothing is flushed for its sake.
  modelled('tick', relayStatements.tick, (transaction, _values: [], server) => {
    return selected([{ tick: tick(transaction, server), flush_for_readers: '' }]);
  }),

  modelled(
    'facts after',
    readerStatements.readAfter,
    (transaction, [afterTick, afterPos, most]: [number, number, number], server) =>
      selected(factsAfter(transaction, server, afterTick, afterPos, most)),
  ),
];

/** As the driver got them: written already, as in log/fact-log.ts, or not. */
type Arrays = (string | string[])[];

function rowsOf(arrays: Arrays): Columns[] {
  const columns = arrays.map((array) =>
    typeof array === 'string' ? (JSON.parse(`[${array.slice(1, -1)}]`) as string[]) : array,
  );
  return (columns[0] ?? []).map((_, place) => columns.map((column) => column[place])) as unknown as Columns[];
}

function insert(transaction: Transaction, rows: readonly Columns[], server: Server): { pos: number }[] {
  const { facts } = server.tables;
  return rows.map(([id, type, source, key, occurredAt, headers, data]) => {
    const pos = server.nextPosition();
    if (facts.some((fact) => fact.id === id)) throw uniqueViolation('facts_id_key');
    transaction.append(facts, {
      by: transaction,
      ...{ pos, xid: transaction.id(), id, type, source, key, headers, data },
      occurredAt: new Date(occurredAt),
      recordedAt: new Date(server.clock),
    });
    return { pos };
  });
}

/** messaging.tick() */
export function tick(transaction: Transaction, server: Server): number {
  if (transaction.xid !== undefined)
    throw databaseError('P0001', 'messaging.tick() ran inside a transaction that had already written');
  const { facts, ticks, ticker } = server.tables;
  const newestOf = () => ticks.findLast((row) => transaction.sees(row)) ?? genesisOf(transaction);
  const isNew = (fact: FactRow, newest: TickRow) =>
    transaction.sees(fact) &&
    (fact.xid >= newest.snapshot.xmax || newest.snapshot.running.includes(fact.xid));
  const seen = newestOf();
  if (!facts.some((fact) => isNew(fact, seen))) return seen.tick;

  transaction.lock(ticker);
  const newest = newestOf();
  const window = facts.filter((fact) => isNew(fact, newest));
  if (window.length === 0) return newest.tick;
  const onTime = window.filter(({ xid }) => xid >= newest.snapshot.xmax);
  const late = window.filter(({ xid }) => xid < newest.snapshot.xmax);
  transaction.append(ticks, {
    by: transaction,
    tick: newest.tick + 1,
    snapshot: server.snapshot(),
    fromXid: newest.snapshot.xmax,
    low: onTime.at(0)?.pos ?? 1,
    high: onTime.at(-1)?.pos ?? 0,
    late: [...new Set(late.map(({ xid }) => xid))],
    lastPos: Math.max(...window.map(({ pos }) => pos)),
    size: window.length,
    total: newest.total + window.length,
    takenAt: new Date(server.clock),
  });
  return newest.tick + 1;
}

/** The row of `ticks` that the migration writes. */
function genesisOf(by: Transaction): TickRow {
  const snapshot = { xmin: 3, xmax: 3, running: [] };
  return {
    by,
    ...{ tick: 0, snapshot, fromXid: 3, low: 1, high: 0, late: [], lastPos: 0, size: 0, total: 0 },
    takenAt: new Date(0),
  };
}

/** messaging.facts_after() */
export function factsAfter(
  transaction: Transaction,
  { tables: { facts, ticks } }: Server,
  afterTick: number,
  afterPos: number,
  most: number,
): object[] {
  const found: { tick: number; pos: number }[] = [];
  const visible = facts.filter((fact) => transaction.sees(fact));
  for (const window of ticks) {
    if (!transaction.sees(window) || window.tick < afterTick || window.tick > afterTick + most) continue;
    if (window.tick === afterTick && window.lastPos <= afterPos) continue;
    const after = window.tick === afterTick ? afterPos : 0;
    const rows = visible.filter(
      ({ pos, xid }) => pos > after && (isOnTime(pos, xid, window) || window.late.includes(xid)),
    );
    for (const row of rows) found.push(readOf(row, window));
  }
  return found.sort((a, b) => a.tick - b.tick || a.pos - b.pos).slice(0, most);
}

const isOnTime = (pos: number, xid: number, { low, high, fromXid, snapshot }: TickRow): boolean =>
  pos >= low && pos <= high && xid >= fromXid && isVisibleIn(xid, snapshot);

const readOf = (
  { pos, id, type, source, key, occurredAt, recordedAt, headers, data }: FactRow,
  { tick: window, takenAt }: TickRow,
) => ({
  ...{ tick: window, pos, id, type, source, key },
  ...{ occurredAt: Number(occurredAt), recordedAt: Number(recordedAt), takenAt: Number(takenAt) },
  ...{ headers, data },
});
