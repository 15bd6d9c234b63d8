import { bucketOf } from '#core/lanes/spread.js';
import type { Server } from '../database/server.ts';
import type { SubscriptionRow, Tables } from '../database/tables.ts';
import { laneKey } from '../database/tables.ts';
import { logId } from '../statements/log.ts';
import type { Row, Transaction } from '../database/transaction.ts';

/** Looks at each transaction in the moment of its commit, when it can be seen who held what. */
export class Watch {
  readonly violations: string[] = [];

  committed(transaction: Transaction, server: Server): void {
    if (transaction.xid === undefined) return;
    for (const { holder, value, next } of server.tables.subscriptions.rows())
      if (holder === transaction && value !== undefined && next !== undefined)
        this.lease(value, next, server);
    this.effects(transaction, server);
  }

  private lease(before: SubscriptionRow, after: SubscriptionRow, { clock }: Server): void {
    const { name } = after;
    if (after.tick < before.tick || (after.tick === before.tick && after.pos < before.pos))
      this.violations.push(
        `I7: the cursor of ${name} went back from ${before.tick}-${before.pos} to ${after.tick}-${after.pos}`,
      );
    if (after.owner !== null && after.owner !== before.owner && before.leasedUntil >= clock)
      this.violations.push(
        `I8: ${after.owner} took ${name} from ${before.owner} ${before.leasedUntil - clock} ms before its lease ran out`,
      );
  }

  /** Whoever writes effects holds the lease when they become visible: the lease's row is locked and names it. */
  private effects(transaction: Transaction, { tables }: Server): void {
    const { effects } = tables;
    for (let place = effects.length - 1; place >= 0; place -= 1) {
      const one = effects[place];
      if (one?.by !== transaction) continue;
      const row = laneOf(tables, one.subscription, one.key);
      if (row?.holder !== transaction)
        this.violations.push(`I8: ${one.owner} wrote to ${one.subscription} without holding its lease`);
      else if (row.next?.owner !== one.owner)
        this.violations.push(`I8: ${one.owner} wrote to ${one.subscription}, which ${row.next?.owner} holds`);
    }
  }
}

/** The row of the lane that a key lies in. */
export function laneOf(
  { subscriptions }: Tables,
  name: string,
  key: string,
): Row<SubscriptionRow> | undefined {
  const buckets = subscriptions.row(laneKey(name, logId, 0)).value?.buckets;
  return buckets === undefined ? undefined : subscriptions.row(laneKey(name, logId, bucketOf(key, buckets)));
}
