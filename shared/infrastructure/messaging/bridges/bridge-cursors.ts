import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { Position } from '../log/position.js';
import type { Undone } from './bridge.js';

/** How long a relay may be silent, in milliseconds, before another one tells in its place. */
const leaseMs = 5_000;

/** What bridges have been told. */
export class BridgeCursors {
  /** @param pool the database of the log */
  constructor(private readonly pool: Pool) {}

  /** A new bridge is told what is written from now on. Ticks that were begun before it was there may not be flushed. */
  async open(bridge: string): Promise<void> {
    await this.pool.query(open, [bridge]);
    await this.pool.query('SELECT FROM messaging.ticker FOR SHARE');
  }

  /** One that was given up while somebody still has its address begins anew. @returns where to go on; null while another relay tells */
  async claim(bridge: string, owner: string, undone: Undone): Promise<Position | null> {
    const place = await this.claimKnown(bridge, owner, undone);
    if (place !== null || (await this.isKnown(bridge))) return place;
    await this.open(bridge);
    return this.claimKnown(bridge, owner, undone);
  }

  /** @returns false when somebody else tells by now, or from another place */
  async told(bridge: string, owner: string, from: Position, to: Position): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      prepared(advance, [bridge, owner, leaseMs, from.tick, from.pos, to.tick, to.pos]),
    );
    return rowCount === 1;
  }

  /** Lets another relay go on at once. */
  async release(bridge: string, owner: string): Promise<void> {
    await this.pool.query(prepared(giveBack, [bridge, owner]));
  }

  private async claimKnown(
    bridge: string,
    owner: string,
    { count, oldestMs }: Undone,
  ): Promise<Position | null> {
    const { rows } = await this.pool.query<Position>(
      prepared(claim, [bridge, owner, leaseMs, count, oldestMs]),
    );
    return rows[0] ?? null;
  }

  private async isKnown(bridge: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(prepared(known, [bridge]));
    return rowCount === 1;
  }
}

const open = `INSERT INTO messaging.bridges (name, tick, pos)
SELECT $1, tick, last_pos FROM messaging.ticks ORDER BY tick DESC LIMIT 1
ON CONFLICT (name) DO NOTHING`;

const known = 'SELECT FROM messaging.bridges WHERE name = $1';

const leased = `clock_timestamp() + $3::int * interval '1 millisecond'`;

const claim = `UPDATE messaging.bridges SET owner = $2, leased_until = ${leased}, seen_at = clock_timestamp(), undone = $4,
  oldest_at = clock_timestamp() - $5::float8 * interval '1 millisecond'
WHERE name = $1 AND (owner = $2 OR leased_until < clock_timestamp())
RETURNING tick, pos`;

const advance = `UPDATE messaging.bridges SET tick = $6, pos = $7, leased_until = ${leased}
WHERE name = $1 AND owner = $2 AND tick = $4 AND pos = $5`;

const giveBack = `UPDATE messaging.bridges SET owner = NULL, leased_until = clock_timestamp() WHERE name = $1 AND owner = $2`;
