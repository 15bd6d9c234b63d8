import { deadLetterStatements } from '#core/dead-letters/dead-letters.js';
import { deliveryStatements } from '#core/delivery/delivery-table.js';
import type { Server } from '../database/server.ts';
import { inserted, modelled, selected, updated } from '../database/statement.ts';
import { deliveryKey, type DeliveryRow, type DeliveryState } from '../database/tables.ts';
import type { Row, Transaction } from '../database/transaction.ts';

/** What recordAll takes, a column each. */
type Columns = [
  ids: string[],
  ticks: number[],
  positions: number[],
  types: string[],
  keys: string[],
  raws: string[],
  states: DeliveryState[],
  attempts: number[],
  dueAt: (Date | null)[],
  errorClasses: (string | null)[],
  errorMessages: (string | null)[],
  failedAt: (Date | null)[],
  traceparents: (string | null)[],
];

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

const tables = ({ tables: { deliveries } }: Server) => deliveries;

/** The columns of a new row that nothing is said of. */
const fresh = { attemptsBefore: 0, redrives: 0, replay: false, archivedAt: null };

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
    'recordAll',
    deliveryStatements.recordAll,
    (transaction, [subscription, log, bucket, ...columns]: [string, string, number, ...Columns], server) => {
      const [ids, ticks, positions, types, keys, raws, states, ...rest] = columns;
      const [attempts, dueAt, errorClasses, errorMessages, failedAt, traceparents] = rest;
      let count = 0;
      for (const [at, eventId] of ids.entries()) {
        const place = { tick: ticks[at], pos: positions[at], type: types[at], key: keys[at], raw: raws[at] };
        const set = {
          ...{ state: states[at], attempts: attempts[at], dueAt: dueAt[at], errorClass: errorClasses[at] },
          ...{ errorMessage: errorMessages[at], lastFailedAt: failedAt[at], traceparent: traceparents[at] },
        };
        const row = tables(server).row(deliveryKey(subscription, log, eventId));
        transaction.lock(row);
        const known = transaction.read(row);
        if (known !== undefined && (known.state !== 'retry' || known.attempts !== Number(attempts[at]) - 1))
          continue;
        transaction.write(row, {
          ...(known ?? { ...fresh, subscription, log, eventId, bucket, ...place }),
          ...set,
          firstFailedAt: known?.firstFailedAt ?? failedAt[at] ?? null,
        } as DeliveryRow);
        count += 1;
      }
      return inserted(count);
    },
  ),

  modelled(
    'completeAll',
    deliveryStatements.completeAll,
    (transaction, [subscription, log, ids, attempts]: [string, string, string[], number[]], server) => {
      let count = 0;
      for (const [at, eventId] of ids.entries()) {
        const row = tables(server).row(deliveryKey(subscription, log, eventId));
        const value = transaction.read(row);
        if (value?.state !== 'retry' || value.attempts !== Number(attempts[at]) - 1) continue;
        transaction.write(row, { ...value, state: 'done', attempts: value.attempts + 1, dueAt: null });
        count += 1;
      }
      return updated(count);
    },
  ),

  modelled(
    'promoteHeads',
    deliveryStatements.promoteHeads,
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
