import { Projections } from '@boardwalk/domain';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { prepared } from '@boardwalk/persistence';
import type { DeliveryHost } from './delivery/delivery-host.js';
import type { LogReader } from './log/log-reader.js';
import { type Position } from './log/position.js';

/** The window of a fact is that of the first tick whose snapshot shows its transaction. */
const covered = `SELECT EXISTS (
  SELECT FROM messaging.facts f
  WHERE f.pos = $1 AND NOT EXISTS (
    SELECT FROM messaging.ticks t
    WHERE pg_visible_in_snapshot(f.xid, t.snapshot) AND (t.tick = $2::bigint - 1 OR (t.tick = $2::bigint AND f.pos <= $3::bigint))
  )) AS behind`;

/** Compares what a caller has been told with how far a projection has come. */
@Injectable()
export class LogProjections extends Projections {
  constructor(
    private readonly pool: Pool,
    private readonly reader: LogReader,
    private readonly host: DeliveryHost,
  ) {
    super();
  }

  async isBehind(subscription: string, position: string): Promise<boolean> {
    if (!/^\d{1,15}$/.test(position)) return false;
    const { tick, pos } = this.host.placeOf(subscription) ?? (await this.storedCursor(subscription));
    const { rows } = await this.pool.query<{ behind: boolean }>(
      prepared(covered, [Number(position), tick, pos]),
    );
    return rows[0]?.behind ?? false;
  }

  private async storedCursor(subscription: string): Promise<Position> {
    const { rows } = await this.pool.query<Position>(
      prepared('SELECT tick, pos FROM messaging.subscriptions WHERE name = $1 AND log = $2', [
        subscription,
        await this.reader.logId(),
      ]),
    );
    return rows[0] ?? { tick: 0, pos: 0 };
  }
}
