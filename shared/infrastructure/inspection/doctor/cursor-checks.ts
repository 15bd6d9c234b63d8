import { type Position, printPosition } from '@boardwalk/messaging';
import type pg from 'pg';
import { counted, type Finding, ill, well } from './finding.js';

interface Setback {
  readonly count: number;
  readonly subscription: string;
  readonly from: Position;
  readonly to: Position;
  readonly at: Date;
  readonly by: string;
}

/** A cursor that was moved back has caught up long before anybody looks, so the database notes it when it happens. */
export async function cursorsGoForward(pool: pg.Pool): Promise<Finding> {
  const name = 'cursors go forward';
  const { rows } = await pool.query<Setback>(selectLatest);
  const [latest] = rows;
  if (latest === undefined) return well(name, 'None was ever moved back.');
  const { count, subscription, from, to, at, by } = latest;
  return ill(
    name,
    `Broken: ${counted(count, 'move')} back, the last of ${subscription} from ${printPosition(from)} to ${printPosition(to)}, at ${at.toISOString()} by ${by}.`,
    `The program never does this, and what lies between was delivered twice. Replay ${subscription} into a shadow, and mend where its tables differ. Then forget it: DELETE FROM messaging.setbacks.`,
  );
}

const selectLatest = `SELECT count(*) OVER () AS count, subscription, moved_at AS at, concat_ws(' with ', moved_by, nullif(program, '')) AS by,
  json_build_object('tick', from_tick, 'pos', from_pos) AS from, json_build_object('tick', to_tick, 'pos', to_pos) AS to
FROM messaging.setbacks ORDER BY id DESC LIMIT 1`;
