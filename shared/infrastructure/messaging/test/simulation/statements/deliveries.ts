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
/** Those that selectBlocked takes as it sees them, and those that it holds. */
const waitingStates: readonly DeliveryState[] = ['waiting'];
const heldStates: readonly DeliveryState[] = ['retry', 'parked'];
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
    ...{ attemptsBefore: 0, redrives: 0, traceparent: null, replay: false, archivedAt: null },
    ...rest,
  };
}

export const deliveries = [
  modelled(
    'selectBlocked',
    deliveryStatements.selectBlocked,
    (transaction, values: [string, string, number, string[]], server, memory) => {
      const [subscription, log, bucket, keys] = values;
      const isOfLane = (one: DeliveryRow) => one.subscription === subscription && one.log === log;
      const statesOf = (states: readonly DeliveryState[]) =>
        found(
          transaction,
          server,
          (one) => isOfLane(one) && keys.includes(one.key) && states.includes(one.state),
        );
      // All parts see what was there when the statement began; a row that was waited for is looked at once more.
      const waiting = memory('waiting', () => statesOf(waitingStates));
      const held = memory('held', () => statesOf(heldStates));
      const anything = memory('anything', () =>
        found(
          transaction,
          server,
          (one) => isOfLane(one) && one.bucket === bucket && blocking.includes(one.state),
        ),
      );
      const blocked = new Set(waiting.map(({ value }) => value.key));
      for (const { row } of held) {
        transaction.share(row);
        const value = transaction.read(row);
        if (value !== undefined && heldStates.includes(value.state)) blocked.add(value.key);
      }
      if (blocked.size === 0 && anything.length > 0) return selected([{ key: null }]);
      return selected([...blocked].map((key) => ({ key })));
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
      const retries = found(
        transaction,
        server,
        (one) =>
          one.subscription === subscription &&
          one.log === log &&
          one.bucket === bucket &&
          one.state === 'retry' &&
          one.dueAt !== null,
      ).map(({ value }) => value);
      const next = retries
        .flatMap(({ dueAt }) => (dueAt !== null && dueAt > now ? dueAt : []))
        .reduce<Date | null>((first, each) => (first === null || each < first ? each : first), null);
      const due = retries
        .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
        .sort((a, b) => Number(a.dueAt) - Number(b.dueAt) || byPosition(a, b))
        .slice(0, 500);
      const nothing = { raw: null, attempts: null, redriveOf: null, isReplay: null, attemptsBefore: null };
      if (due.length === 0) return selected([{ next, ...nothing }]);
      return selected(
        due.map(({ raw, attempts, attemptsBefore, redrives, traceparent, replay }) => ({
          next,
          raw,
          attempts,
          redriveOf: redrives > 0 ? (traceparent ?? '') : null,
          isReplay: replay,
          attemptsBefore,
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

  modelled('reviveOne', deadLetterStatements.reviveOne, (transaction, values: [...Filter, Date], server) => {
    const [subscription, type, errorClass, since, until, eventId, now] = values;
    const rows = found(transaction, server, isMeant([subscription, type, errorClass, since, until, eventId]));
    for (const { row, value } of rows) transaction.write(row, { ...value, ...revived(value, now) });
    return updated(rows.length);
  }),

  modelled(
    'putAway',
    deadLetterStatements.putAway,
    (transaction, values: [...Filter, number, Date], server) => {
      const [subscription, type, errorClass, since, until, eventId, most, now] = values;
      const rows = found(
        transaction,
        server,
        isMeant([subscription, type, errorClass, since, until, eventId]),
      )
        .sort(({ value: a }, { value: b }) => (a.subscription < b.subscription ? -1 : 1) || byPosition(a, b))
        .slice(0, most);
      for (const { row, value } of rows)
        transaction.write(row, { ...value, state: 'archived', archivedAt: now, dueAt: null });
      const away = rows.map(({ value: { subscription: of, log, key, state } }) => ({
        subscription: of,
        log,
        key,
        state,
      }));
      return updated(away.length, away);
    },
  ),

  modelled(
    'letGo',
    deadLetterStatements.letGo,
    (transaction, [subscriptions, logs, keys, now]: [string[], string[], string[], Date], server) => {
      let count = 0;
      const freed = new Set(subscriptions.map((name, place) => `${name} ${logs[place]} ${keys[place]}`));
      for (const name of freed) {
        const [head] = found(
          transaction,
          server,
          (one) => `${one.subscription} ${one.log} ${one.key}` === name && blocking.includes(one.state),
        ).sort((a, b) => byPosition(a.value, b.value));
        if (head?.value.state !== 'waiting') continue;
        transaction.write(head.row, { ...head.value, state: 'retry', dueAt: now });
        count += 1;
      }
      return updated(count);
    },
  ),
];

type Filter = [
  subscription: string | null,
  type: string | null,
  errorClass: string | null,
  since: Date | null,
  until: Date | null,
  eventId: string | null,
];

const isMeant =
  ([subscription, type, errorClass, since, until, eventId]: Filter) =>
  (one: DeliveryRow): boolean =>
    dead.includes(one.state) &&
    (subscription === null || one.subscription === subscription) &&
    (type === null || one.type === type) &&
    (errorClass === null || one.errorClass === errorClass) &&
    (since === null || (one.lastFailedAt !== null && one.lastFailedAt >= since)) &&
    (until === null || (one.lastFailedAt !== null && one.lastFailedAt < until)) &&
    (eventId === null || one.eventId === eventId);

const revived = ({ redrives, attempts }: DeliveryRow, now: Date) =>
  ({ state: 'retry', dueAt: now, redrives: redrives + 1, attemptsBefore: attempts }) as const;
