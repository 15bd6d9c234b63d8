import { deadLetterStatements } from '#core/dead-letters/dead-letters.js';
import { deliveryStatements } from '#core/delivery/delivery-table.js';
import { uniqueViolation } from '../database/errors.ts';
import type { Server } from '../database/server.ts';
import { inserted, modelled, selected, updated } from '../database/statement.ts';
import { deliveryKey, type DeliveryRow, type DeliveryState } from '../database/tables.ts';
import type { Row, Transaction } from '../database/transaction.ts';

type Identity = [subscription: string, log: string, eventId: string];
type Place = [bucket: number, tick: number, pos: number, type: string, key: string, raw: string];

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
  [bucket, tick, pos, type, key, raw]: Place,
  rest: Partial<DeliveryRow> & Pick<DeliveryRow, 'state' | 'attempts'>,
): DeliveryRow {
  return {
    ...{ subscription, log, eventId, bucket, tick, pos, type, key, raw },
    ...{ dueAt: null, errorClass: null, errorMessage: null, firstFailedAt: null, lastFailedAt: null },
    ...{ redrives: 0, traceparent: null, replay: false },
    ...rest,
  };
}

export const deliveries = [
  modelled(
    'selectBlocked',
    deliveryStatements.selectBlocked,
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
    'insertWaiting',
    deliveryStatements.insertWaiting,
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
    'upsertFailure',
    deliveryStatements.upsertFailure,
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
      const [subscription, log, eventId, bucket, tick, pos, type, key, raw, state, attempts, ...failure] =
        values;
      const [dueAt, errorClass, errorMessage, at, traceparent] = failure;
      const identity: Identity = [subscription, log, eventId];
      const set = { state, attempts, dueAt, errorClass, errorMessage, lastFailedAt: at, traceparent };
      const row = rowOf(server, identity);
      transaction.lock(row);
      const known = transaction.read(row);
      if (known === undefined) {
        const place: Place = [bucket, tick, pos, type, key, raw];
        transaction.write(row, newRow(identity, place, { ...set, firstFailedAt: at }));
        return inserted(1);
      }
      if (known.state !== 'retry' || known.attempts !== attempts - 1) return inserted(0);
      transaction.write(row, { ...known, ...set, firstFailedAt: known.firstFailedAt ?? at });
      return inserted(1);
    },
  ),

  modelled(
    'markDone',
    deliveryStatements.markDone,
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
    'promote',
    deliveryStatements.promote,
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
    'selectDue',
    deliveryStatements.selectDue,
    (transaction, [subscription, log, bucket, now]: [string, string, number, Date], server) => {
      const due = found(
        transaction,
        server,
        (one) =>
          one.subscription === subscription &&
          one.log === log &&
          one.bucket === bucket &&
          one.state === 'retry' &&
          one.dueAt !== null &&
          one.dueAt <= now,
      );
      return selected(
        due
          .map(({ value }) => value)
          .sort(byPosition)
          .slice(0, 100)
          .map(({ raw, attempts, redrives, traceparent, replay }) => ({
            raw,
            attempts,
            redriveOf: redrives > 0 ? (traceparent ?? '') : null,
            isReplay: replay,
          })),
      );
    },
  ),

  modelled(
    'selectNextDue',
    deliveryStatements.selectNextDue,
    (transaction, [subscriptions]: [string[]], server) => {
      const earliest = new Map<
        string,
        { subscription: string; log: string; bucket: number; due: Date | null }
      >();
      const retries = found(
        transaction,
        server,
        (one) => subscriptions.includes(one.subscription) && one.state === 'retry',
      );
      for (const { value } of retries) {
        const { subscription, log, bucket, dueAt } = value;
        const lane = `${subscription} ${log} ${bucket}`;
        const known = earliest.get(lane)?.due ?? null;
        const due = known === null || (dueAt !== null && dueAt < known) ? dueAt : known;
        earliest.set(lane, { subscription, log, bucket, due });
      }
      return selected([...earliest.values()]);
    },
  ),

  modelled(
    'revive',
    deadLetterStatements.revive,
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
