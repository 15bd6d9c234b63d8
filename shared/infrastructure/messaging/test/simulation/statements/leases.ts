import type { Server } from '../database/server.ts';
import { inserted, modelled, selected, updated } from '../database/statement.ts';
import { subscriptionKey, type SubscriptionRow } from '../database/tables.ts';
import type { Row, Transaction } from '../database/transaction.ts';

const rowOf = ({ tables }: Server, name: string, log: string): Row<SubscriptionRow> =>
  tables.subscriptions.row(subscriptionKey(name, log));

/** Changes the row if it is there and the condition holds: again, when its lock was waited for. */
function change(
  transaction: Transaction,
  row: Row<SubscriptionRow>,
  holds: (value: SubscriptionRow) => boolean,
  changed: Partial<SubscriptionRow>,
): number {
  const value = transaction.read(row);
  if (value === undefined || !holds(value)) return 0;
  transaction.lock(row);
  transaction.write(row, { ...value, ...changed });
  return 1;
}

export const leases = [
  modelled(
    `INSERT INTO messaging.subscriptions (name, log)
SELECT name, $2::uuid FROM unnest($1::text[]) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM messaging.subscriptions known WHERE known.name = wanted.name AND known.log = $2::uuid)
ON CONFLICT DO NOTHING`,
    (transaction, [names, log]: [string[], string], server) => {
      let count = 0;
      for (const name of names) {
        const row = rowOf(server, name, log);
        if (transaction.read(row) !== undefined) continue;
        transaction.lock(row);
        if (transaction.read(row) !== undefined) continue;
        transaction.write(row, { name, log, tick: 0, pos: 0, owner: null, epoch: 0, leasedUntil: -Infinity });
        count += 1;
      }
      return inserted(count);
    },
  ),

  modelled(
    `WITH free AS MATERIALIZED (
  SELECT name FROM messaging.subscriptions
  WHERE name = ANY($1::text[]) AND log = $2::uuid AND (leased_until < clock_timestamp() OR owner = $3)
  FOR UPDATE SKIP LOCKED
)
UPDATE messaging.subscriptions s
SET owner = $3, epoch = epoch + 1, leased_until = clock_timestamp() + $4::int * interval '1 millisecond'
FROM free WHERE s.name = free.name AND s.log = $2::uuid
RETURNING s.name, s.epoch, s.tick, s.pos`,
    (transaction, [names, log, owner, leaseMs]: [string[], string, string, number], server) => {
      const taken: object[] = [];
      for (const name of names) {
        const row = rowOf(server, name, log);
        const value = transaction.read(row);
        if (value === undefined || transaction.isLockedByAnother(row)) continue;
        if (value.leasedUntil >= server.clock && value.owner !== owner) continue;
        const epoch = value.epoch + 1;
        transaction.write(row, { ...value, owner, epoch, leasedUntil: server.clock + leaseMs });
        taken.push({ name, epoch, tick: value.tick, pos: value.pos });
      }
      return updated(taken.length, taken);
    },
  ),

  modelled(
    `WITH held AS MATERIALIZED (
  SELECT s.name FROM messaging.subscriptions s
  JOIN unnest($1::text[], $2::bigint[]) AS own (name, epoch) ON s.name = own.name AND s.epoch = own.epoch
  WHERE s.log = $3::uuid
), free AS MATERIALIZED (
  SELECT s.name, s.epoch FROM messaging.subscriptions s
  JOIN unnest($1::text[], $2::bigint[]) AS own (name, epoch) ON s.name = own.name AND s.epoch = own.epoch
  WHERE s.log = $3::uuid FOR UPDATE OF s SKIP LOCKED
), extended AS (
  UPDATE messaging.subscriptions s SET leased_until = clock_timestamp() + $4::int * interval '1 millisecond'
  FROM free WHERE s.name = free.name AND s.log = $3::uuid
)
SELECT name FROM held`,
    (transaction, [names, epochs, log, leaseMs]: [string[], number[], string, number], server) => {
      const held: object[] = [];
      for (const [place, name] of names.entries()) {
        const row = rowOf(server, name, log);
        const value = transaction.read(row);
        if (value?.epoch !== epochs[place]) continue;
        held.push({ name });
        if (value === undefined || transaction.isLockedByAnother(row)) continue;
        transaction.write(row, { ...value, leasedUntil: server.clock + leaseMs });
      }
      return selected(held);
    },
  ),

  modelled(
    `UPDATE messaging.subscriptions SET owner = NULL, leased_until = '-infinity'
WHERE name = $1 AND log = $2 AND epoch = $3`,
    (transaction, [name, log, epoch]: [string, string, number], server) =>
      updated(
        change(transaction, rowOf(server, name, log), (value) => value.epoch === epoch, {
          owner: null,
          leasedUntil: -Infinity,
        }),
      ),
  ),

  modelled(
    `UPDATE messaging.subscriptions
SET tick = $6, pos = $7, leased_until = clock_timestamp() + $8::int * interval '1 millisecond'
WHERE name = $1 AND log = $2 AND epoch = $3 AND tick = $4 AND pos = $5`,
    (transaction, values: [string, string, number, number, number, number, number, number], server) => {
      const [name, log, epoch, fromTick, fromPos, tick, pos, leaseMs] = values;
      const isWhereItWasLeft = (value: SubscriptionRow) =>
        value.epoch === epoch && value.tick === fromTick && value.pos === fromPos;
      const leasedUntil = server.clock + leaseMs;
      return updated(
        change(transaction, rowOf(server, name, log), isWhereItWasLeft, { tick, pos, leasedUntil }),
      );
    },
  ),

  modelled(
    `UPDATE messaging.subscriptions
SET leased_until = clock_timestamp() + $4::int * interval '1 millisecond'
WHERE name = $1 AND log = $2 AND epoch = $3`,
    (transaction, [name, log, epoch, leaseMs]: [string, string, number, number], server) =>
      updated(
        change(transaction, rowOf(server, name, log), (value) => value.epoch === epoch, {
          leasedUntil: server.clock + leaseMs,
        }),
      ),
  ),
];
