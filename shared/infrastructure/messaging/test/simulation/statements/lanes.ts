import { redriveStatements } from '#core/dead-letters/redrive-worker.js';
import { leaseStatements } from '#core/lanes/lease.js';
import { registryStatements } from '#core/lanes/registry.js';
import { rosterStatements } from '#core/lanes/roster.js';
import { shadowStatements } from '#core/replay/shadow-table.js';
import { controlStatements } from '#core/subscriptions/subscription-control.js';
import type { Server } from '../database/server.ts';
import { databaseError } from '../database/errors.ts';
import { deleted, inserted, modelled, type Result, selected, updated } from '../database/statement.ts';
import { laneKey, type SubscriptionRow } from '../database/tables.ts';
import type { Row, Transaction } from '../database/transaction.ts';

type OfLease = [name: string, log: string, bucket: number, epoch: number];

const hour = 3_600_000;

const rowOf = ({ tables }: Server, name: string, log: string, bucket: number): Row<SubscriptionRow> =>
  tables.subscriptions.row(laneKey(name, log, bucket));

const notHeld = () => databaseError('BW001', 'the lane is not held');

/** messaging.assert_held() */
function asserted({ rowCount }: Result): Result {
  if (rowCount !== 1) throw notHeld();
  return selected([{ assert_held: '' }]);
}

/** The holder's own row, if the lease is still its own. */
function changeOwn(
  transaction: Transaction,
  server: Server,
  [name, log, bucket, epoch]: OfLease,
  changed: Partial<SubscriptionRow>,
  holds: (value: SubscriptionRow) => boolean = () => true,
) {
  const row = rowOf(server, name, log, bucket);
  const value = transaction.read(row);
  if (value === undefined || value.epoch !== epoch || !holds(value)) return updated(0);
  transaction.write(row, { ...value, ...changed });
  return updated(1);
}

const leases = [
  modelled(
    'take',
    leaseStatements.take,
    (
      transaction,
      values: [string[], number[], number[], log: string, owner: string, leaseMs: number],
      server,
    ) => {
      const [names, buckets, patience, log, owner, leaseMs] = values;
      const taken: object[] = [];
      for (const [place, name] of names.entries()) {
        const bucket = buckets[place] ?? 0;
        const row = rowOf(server, name, log, bucket);
        const value = transaction.read(row);
        if (value === undefined || value.pausedAt !== null || transaction.isLockedByAnother(row)) continue;
        const isFree = value.leasedUntil + (patience[place] ?? 0) < server.clock;
        if (!isFree && value.owner !== owner) continue;
        const epoch = value.epoch + 1;
        transaction.write(row, { ...value, owner, epoch, leasedUntil: server.clock + leaseMs });
        taken.push({ name, bucket, epoch, tick: value.tick, pos: value.pos });
      }
      return updated(taken.length, taken);
    },
  ),

  modelled(
    'extend',
    leaseStatements.extend,
    (transaction, values: [string[], string[], number[], number[], number], server) => {
      const [names, logs, buckets, epochs, leaseMs] = values;
      const held: object[] = [];
      for (const [place, name] of names.entries()) {
        const row = rowOf(server, name, logs[place] ?? '', buckets[place] ?? 0);
        const value = transaction.read(row);
        if (value === undefined || value.epoch !== epochs[place]) continue;
        held.push({ place: place + 1 });
        if (transaction.isLockedByAnother(row)) continue;
        transaction.write(row, { ...value, leasedUntil: server.clock + leaseMs });
      }
      return selected(held);
    },
  ),

  modelled('giveBack', leaseStatements.giveBack, (transaction, lease: OfLease, server) =>
    changeOwn(transaction, server, lease, { owner: null, leasedUntil: server.clock }),
  ),

  modelled(
    'giveAllBack',
    leaseStatements.giveAllBack,
    (transaction, [owner]: [string], { tables, clock }) => {
      let count = 0;
      for (const row of tables.subscriptions.rows()) {
        const value = transaction.read(row);
        if (value?.owner !== owner) continue;
        transaction.write(row, { ...value, owner: null, leasedUntil: clock });
        count += 1;
      }
      return updated(count);
    },
  ),

  modelled(
    'move',
    leaseStatements.move,
    (transaction, values: [...OfLease, number, number, number, number, number], server) => {
      const [name, log, bucket, epoch, leaseMs, fromTick, fromPos, tick, pos] = values;
      return asserted(
        changeOwn(
          transaction,
          server,
          [name, log, bucket, epoch],
          { tick, pos, leasedUntil: server.clock + leaseMs },
          (value) => value.tick === fromTick && value.pos === fromPos,
        ),
      );
    },
  ),

  modelled('confirm', leaseStatements.confirm, (transaction, values: [...OfLease, number], server) => {
    const [name, log, bucket, epoch, leaseMs] = values;
    const leasedUntil = server.clock + leaseMs;
    return asserted(changeOwn(transaction, server, [name, log, bucket, epoch], { leasedUntil }));
  }),
];

const registry = [
  modelled(
    'register',
    registryStatements.insert,
    (transaction, values: [string[], number[], number[], number[], string], server) => {
      const [names, counts, ticks, positions, log] = values;
      let count = 0;
      for (const [place, name] of names.entries()) {
        const buckets = counts[place] ?? 1;
        if (transaction.read(rowOf(server, name, log, 0)) !== undefined) continue;
        for (let bucket = 0; bucket < buckets; bucket += 1) {
          const row = rowOf(server, name, log, bucket);
          transaction.lock(row);
          if (transaction.read(row) !== undefined) continue;
          transaction.write(row, {
            ...{ name, log, bucket, buckets, tick: ticks[place] ?? 0, pos: positions[place] ?? 0 },
            ...{ owner: null, epoch: 0, leasedUntil: server.clock, pausedAt: null },
          });
          count += 1;
        }
      }
      return inserted(count);
    },
  ),

  modelled('known', registryStatements.known, (transaction, [names, log]: [string[], string], server) =>
    selected(
      names.flatMap((name) => {
        const value = transaction.read(rowOf(server, name, log, 0));
        return value === undefined ? [] : [{ name, buckets: value.buckets }];
      }),
    ),
  ),

  modelled(
    'see',
    rosterStatements.see,
    (transaction, [owner, subscriptions, leaseMs]: [string, string[], number], { tables, clock }) => {
      // All parts of the statement see what was there before it.
      const seen = [];
      for (const row of tables.workers.rows()) {
        const value = transaction.read(row);
        if (value === undefined) continue;
        if (value.seenUntil > clock) seen.push({ owner: value.owner, subscriptions: value.subscriptions });
        if (value.seenUntil < clock - hour && value.owner !== owner) transaction.write(row, undefined);
      }
      transaction.write(tables.workers.row(owner), { owner, subscriptions, seenUntil: clock + leaseMs });
      return selected(seen);
    },
  ),

  modelled('leave', rosterStatements.leave, (transaction, [owner]: [string], { tables }) => {
    const row = tables.workers.row(owner);
    if (transaction.read(row) === undefined) return deleted(0);
    transaction.write(row, undefined);
    return deleted(1);
  }),
];

/** Of every bucket of a subscription. */
function changeAll(
  transaction: Transaction,
  { tables }: Server,
  name: string,
  changed: (value: SubscriptionRow) => Partial<SubscriptionRow> | null,
) {
  let count = 0;
  for (const row of tables.subscriptions.rows()) {
    const value = transaction.read(row);
    const change = value?.name === name ? changed(value) : null;
    if (value === undefined || change === null) continue;
    transaction.write(row, { ...value, ...change });
    count += 1;
  }
  return updated(count);
}

const pauses = [
  modelled('pause', controlStatements.pause, (transaction, [name, at]: [string, Date], server) =>
    changeAll(transaction, server, name, ({ pausedAt, epoch }) =>
      pausedAt === null ? { pausedAt: at, epoch: epoch + 1, owner: null, leasedUntil: server.clock } : null,
    ),
  ),

  modelled('resume', controlStatements.resume, (transaction, [name]: [string], server) =>
    changeAll(transaction, server, name, ({ pausedAt }) => (pausedAt === null ? null : { pausedAt: null })),
  ),
];

/** In a simulation nothing is replayed, and nothing redriven by the dozen. */
const none = [
  modelled('running shadows', shadowStatements.running, () => selected([])),
  modelled('give redrives back', redriveStatements.giveBack, () => updated(0)),
];

export const lanes = [...leases, ...registry, ...pauses, ...none];
