import { uniqueViolation } from '../database/errors.ts';
import type { Server } from '../database/server.ts';
import { inserted, modelled, selected, updated } from '../database/statement.ts';
import { deliveryKey, type DeliveryRow, type DeliveryState } from '../database/tables.ts';
import type { Row, Transaction } from '../database/transaction.ts';

type Identity = [subscription: string, log: string, eventId: string];
type Place = [tick: number, pos: number, type: string, key: string, raw: string];

const blocking: readonly DeliveryState[] = ['retry', 'waiting', 'parked'];
const dead: readonly DeliveryState[] = ['parked', 'skipped'];

const byPosition = (a: DeliveryRow, b: DeliveryRow): number => a.tick - b.tick || a.pos - b.pos;

/** The deliveries that the transaction sees and that fit. */
function found(
  transaction: Transaction,
  { tables }: Server,
  fits: (delivery: DeliveryRow) => boolean,
): { readonly row: Row<DeliveryRow>; readonly value: DeliveryRow }[] {
  const rows = [];
  for (const row of tables.deliveries.rows()) {
    const value = transaction.read(row);
    if (value !== undefined && fits(value)) rows.push({ row, value });
  }
  return rows;
}

const rowOf = ({ tables }: Server, [subscription, log, eventId]: Identity): Row<DeliveryRow> =>
  tables.deliveries.row(deliveryKey(subscription, log, eventId));

function newRow(
  [subscription, log, eventId]: Identity,
  [tick, pos, type, key, raw]: Place,
  rest: Partial<DeliveryRow> & Pick<DeliveryRow, 'state' | 'attempts'>,
): DeliveryRow {
  return {
    ...{ subscription, log, eventId, tick, pos, type, key, raw },
    ...{ dueAt: null, errorClass: null, errorMessage: null, firstFailedAt: null, lastFailedAt: null },
    ...{ redrives: 0, traceparent: null },
    ...rest,
  };
}

export const deliveries = [
  modelled(
    `SELECT DISTINCT key FROM messaging.deliveries
WHERE subscription = $1 AND log = $2 AND key = ANY($3::text[]) AND state IN ('retry', 'waiting', 'parked')`,
    (transaction, [subscription, log, keys]: [string, string, string[]], server) => {
      const rows = found(
        transaction,
        server,
        (one) =>
          one.subscription === subscription &&
          one.log === log &&
          keys.includes(one.key) &&
          blocking.includes(one.state),
      );
      return selected([...new Set(rows.map(({ value }) => value.key))].map((key) => ({ key })));
    },
  ),

  modelled(
    `INSERT INTO messaging.deliveries (subscription, log, event_id, tick, pos, type, key, raw, state, attempts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0)`,
    (transaction, [subscription, log, eventId, ...place]: [...Identity, ...Place], server) => {
      const identity: Identity = [subscription, log, eventId];
      const row = rowOf(server, identity);
      transaction.lock(row);
      if (transaction.read(row) !== undefined) throw uniqueViolation('deliveries_pkey');
      transaction.write(row, newRow(identity, place, { state: 'waiting', attempts: 0 }));
      return inserted(1);
    },
  ),

  modelled(
    `INSERT INTO messaging.deliveries AS d (subscription, log, event_id, tick, pos, type, key, raw,
  state, attempts, due_at, error_class, error_message, first_failed_at, last_failed_at, traceparent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)
ON CONFLICT (subscription, log, event_id) DO UPDATE
SET state = excluded.state, attempts = excluded.attempts, due_at = excluded.due_at, error_class = excluded.error_class,
    error_message = excluded.error_message, first_failed_at = coalesce(d.first_failed_at, excluded.first_failed_at),
    last_failed_at = excluded.last_failed_at, traceparent = excluded.traceparent
WHERE d.state = 'retry' AND d.attempts = excluded.attempts - 1`,
    (
      transaction,
      values: [
        ...Identity,
        ...Place,
        state: DeliveryState,
        attempts: number,
        dueAt: Date | null,
        errorClass: string,
        errorMessage: string,
        at: Date,
        traceparent: string | null,
      ],
      server,
    ) => {
      const [subscription, log, eventId, tick, pos, type, key, raw, state, attempts, ...failure] = values;
      const [dueAt, errorClass, errorMessage, at, traceparent] = failure;
      const identity: Identity = [subscription, log, eventId];
      const set = { state, attempts, dueAt, errorClass, errorMessage, lastFailedAt: at, traceparent };
      const row = rowOf(server, identity);
      transaction.lock(row);
      const known = transaction.read(row);
      if (known === undefined) {
        const place: Place = [tick, pos, type, key, raw];
        transaction.write(row, newRow(identity, place, { ...set, firstFailedAt: at }));
        return inserted(1);
      }
      if (known.state !== 'retry' || known.attempts !== attempts - 1) return inserted(0);
      transaction.write(row, { ...known, ...set, firstFailedAt: known.firstFailedAt ?? at });
      return inserted(1);
    },
  ),

  modelled(
    `UPDATE messaging.deliveries SET state = 'done', attempts = $4, due_at = NULL
WHERE subscription = $1 AND log = $2 AND event_id = $3 AND state = 'retry' AND attempts = $4 - 1`,
    (transaction, [...values]: [...Identity, number], server) => {
      const [subscription, log, eventId, attempts] = values;
      const row = rowOf(server, [subscription, log, eventId]);
      const value = transaction.read(row);
      if (value?.state !== 'retry' || value.attempts !== attempts - 1) return updated(0);
      transaction.write(row, { ...value, state: 'done', attempts, dueAt: null });
      return updated(1);
    },
  ),

  modelled(
    `UPDATE messaging.deliveries SET state = 'retry', due_at = $4
WHERE (subscription, log, event_id) = (
  SELECT subscription, log, event_id FROM messaging.deliveries
  WHERE subscription = $1 AND log = $2 AND key = $3 AND state IN ('retry', 'waiting', 'parked')
  ORDER BY tick, pos LIMIT 1)
AND state = 'waiting'`,
    (transaction, [subscription, log, key, dueAt]: [string, string, string, Date], server) => {
      const [first] = found(
        transaction,
        server,
        (one) =>
          one.subscription === subscription &&
          one.log === log &&
          one.key === key &&
          blocking.includes(one.state),
      ).sort((a, b) => byPosition(a.value, b.value));
      if (first?.value.state !== 'waiting') return updated(0);
      transaction.write(first.row, { ...first.value, state: 'retry', dueAt });
      return updated(1);
    },
  ),

  modelled(
    `SELECT raw, attempts, CASE WHEN redrives > 0 THEN coalesce(traceparent, '') END AS "redriveOf"
FROM messaging.deliveries
WHERE subscription = $1 AND log = $2 AND state = 'retry' AND due_at <= $3 ORDER BY tick, pos LIMIT 100`,
    (transaction, [subscription, log, now]: [string, string, Date], server) => {
      const due = found(
        transaction,
        server,
        (one) =>
          one.subscription === subscription &&
          one.log === log &&
          one.state === 'retry' &&
          one.dueAt !== null &&
          one.dueAt <= now,
      );
      return selected(
        due
          .map(({ value }) => value)
          .sort(byPosition)
          .slice(0, 100)
          .map(({ raw, attempts, redrives, traceparent }) => ({
            raw,
            attempts,
            redriveOf: redrives > 0 ? (traceparent ?? '') : null,
          })),
      );
    },
  ),

  modelled(
    `SELECT subscription, min(due_at) AS due FROM messaging.deliveries
WHERE log = $1 AND state = 'retry' GROUP BY subscription`,
    (transaction, [log]: [string], server) => {
      const earliest = new Map<string, Date | null>();
      for (const { value } of found(transaction, server, (one) => one.log === log && one.state === 'retry')) {
        const known = earliest.get(value.subscription) ?? null;
        const { dueAt } = value;
        earliest.set(value.subscription, known === null || (dueAt !== null && dueAt < known) ? dueAt : known);
      }
      return selected([...earliest].map(([subscription, due]) => ({ subscription, due })));
    },
  ),

  modelled(
    `UPDATE messaging.deliveries SET state = 'retry', due_at = $3, redrives = redrives + 1
WHERE event_id = $1 AND ($2::text IS NULL OR subscription = $2) AND state IN ('parked', 'skipped')`,
    (transaction, [eventId, subscription, dueAt]: [string, string | null, Date], server) => {
      const rows = found(
        transaction,
        server,
        (one) =>
          one.eventId === eventId &&
          (subscription === null || one.subscription === subscription) &&
          dead.includes(one.state),
      );
      for (const { row, value } of rows)
        transaction.write(row, { ...value, state: 'retry', dueAt, redrives: value.redrives + 1 });
      return updated(rows.length);
    },
  ),
];
