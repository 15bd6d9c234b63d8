import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { prepared, type Transaction } from '@boardwalk/persistence';
import { type Awaited, type Lag, lagsBehind } from './lag.js';
import { type LogFields, LogRow } from './log-row.js';
import { genesis, type Position } from './position.js';
import { SharedLog } from './shared-log.js';
import { batchSize } from './shared-reads.js';

/** Times as milliseconds since 1970: to write and to read a date costs either side more than the rest of the row. */
const readAfter = `
SELECT tick, pos, id, type, source, key, headers, data, date_part('epoch', occurred_at) * 1000 AS "occurredAt",
       date_part('epoch', recorded_at) * 1000 AS "recordedAt", date_part('epoch', taken_at) * 1000 AS "takenAt"
FROM messaging.facts_after($1, $2, $3)`;

const identity = 'SELECT id FROM messaging.log';

const oldest = 'SELECT pruned_tick AS tick, pruned_pos AS pos FROM messaging.log FOR SHARE';

export const readerStatements = { readAfter, identity };

type Time = 'occurredAt' | 'recordedAt' | 'takenAt';
type ReadRow = Omit<LogFields, Time> & { readonly [time in Time]: number };

/** The log of a database that this process is connected to. */
@Injectable()
export class LogReader extends SharedLog {
  constructor(private readonly pool: Pool) {
    super();
  }

  /** Newest tick, highest position in it and number of facts up to it. */
  async head(): Promise<Position & { total: number }> {
    const { rows } = await this.pool.query<{ tick: number; pos: number; total: number }>(
      'SELECT tick, last_pos AS pos, total FROM messaging.ticks ORDER BY tick DESC LIMIT 1',
    );
    return rows[0] ?? { tick: 0, pos: 0, total: 0 };
  }

  /**
   * Everything after this position is there; genesis when nothing has been dropped. And it stays for every cursor that was
   * stored before this was asked.
   * @param within whoever is in a transaction must not wait for a second connection
   */
  async oldestPosition(within?: Transaction): Promise<Position> {
    const { rows } = await (within === undefined
      ? this.pool.query<Position>(oldest)
      : within.query<Position>(oldest));
    return rows[0] ?? genesis;
  }

  /** How much lies behind each of these places. */
  lags(awaited: readonly Awaited[]): Promise<readonly Lag[]> {
    return lagsBehind(this.pool, awaited);
  }

  protected factsAfter(after: Position): Promise<readonly LogRow[]> {
    return factsAfter(this.pool, after);
  }

  protected async askForId(): Promise<string> {
    const { rows } = await this.pool.query<{ id: string }>(identity);
    const [row] = rows;
    if (row === undefined)
      throw new Error('messaging.log has lost its only row. Restore the database from its backup.');
    return row.id;
  }
}

/** At most `batchSize` rows; fewer means that the newest tick is reached. For those who share no read with anybody. */
export async function factsAfter(pool: Pool, after: Position): Promise<readonly LogRow[]> {
  const { rows } = await pool.query<ReadRow>(prepared(readAfter, [after.tick, after.pos, batchSize]));
  return rows.map(rowOf);
}

function rowOf(row: ReadRow): LogRow {
  return new LogRow({
    ...row,
    occurredAt: timeOf(row.occurredAt),
    recordedAt: timeOf(row.recordedAt),
    takenAt: timeOf(row.takenAt),
  });
}

/** `infinity` is an invalid date. What a floating point number leaves of a whole millisecond may lack less than half a microsecond. */
const timeOf = (milliseconds: number): Date => new Date(Math.floor(milliseconds + 0.000_5));
