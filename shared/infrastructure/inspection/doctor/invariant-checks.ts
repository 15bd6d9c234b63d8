import type pg from 'pg';
import { counted, type Finding, ill, well } from './finding.js';

interface Invariant {
  readonly name: string;
  /** What is true when nothing is broken. */
  readonly truth: string;
  readonly thing: string;
  /** Counts what breaks it; cheap however long the log is. */
  readonly breaches: string;
  readonly mend: string;
}

const fromBackup =
  'The program never writes this. Somebody changed the tables by hand, or a restore was partial: compare with the backup.';

/** What can be told from the tables alone, without reading the whole log. */
const invariants: readonly Invariant[] = [
  {
    name: 'deliveries have facts',
    truth: 'Every delivery belongs to a fact in the log, or to one older than what the log keeps.',
    thing: 'delivery without a fact',
    breaches: `SELECT count(*) AS count FROM (SELECT event_id FROM messaging.deliveries d JOIN messaging.log l ON l.id = d.log
      WHERE (d.tick, d.pos) > (l.pruned_tick, l.pruned_pos)
      ORDER BY d.event_id DESC LIMIT 100000) d WHERE NOT EXISTS (SELECT FROM messaging.facts f WHERE f.id = d.event_id)`,
    mend: fromBackup,
  },
  {
    name: 'cursors inside the log',
    truth: 'No cursor, here or reported by another database, lies beyond the newest window.',
    thing: 'cursor beyond the log',
    breaches: `SELECT count(*) AS count FROM messaging.cursors c
      WHERE (c.tick, c.pos) > (SELECT t.tick, t.last_pos FROM messaging.ticks t ORDER BY t.tick DESC LIMIT 1)`,
    mend: fromBackup,
  },
  {
    name: 'failures behind cursors',
    truth: 'No failed delivery lies ahead of its cursor.',
    thing: 'delivery ahead of its cursor',
    breaches: `SELECT count(*) AS count FROM messaging.subscriptions s JOIN messaging.deliveries d
      ON d.subscription = s.name AND d.log = s.log AND d.bucket = s.bucket AND d.state IN ('retry', 'waiting', 'parked', 'skipped')
      WHERE (d.tick, d.pos) > (s.tick, s.pos)`,
    mend: 'A cursor was moved back by hand, so that deliveries will happen twice. Put it back where it was.',
  },
  {
    name: 'nothing waits behind nobody',
    truth: 'Whatever waits is behind another delivery of its key.',
    thing: 'delivery that nothing will ever let go',
    breaches: `SELECT count(*) AS count FROM (SELECT * FROM messaging.deliveries WHERE state = 'waiting' LIMIT 10000) w
      WHERE NOT EXISTS (SELECT FROM messaging.deliveries ahead WHERE ahead.subscription = w.subscription AND ahead.log = w.log
        AND ahead.key = w.key AND ahead.state IN ('retry', 'waiting', 'parked') AND (ahead.tick, ahead.pos) < (w.tick, w.pos))`,
    mend: `Somebody changed messaging.deliveries by hand. Let them run: UPDATE messaging.deliveries SET state = 'retry', due_at = date_trunc('milliseconds', now()) for the first of each key.`,
  },
  {
    name: 'redrives add up',
    truth: 'No redrive has set more going than there were.',
    thing: 'redrive that went too far',
    breaches: `SELECT count(*) AS count FROM messaging.redrives WHERE done > total`,
    mend: fromBackup,
  },
  {
    name: 'windows add up',
    truth: 'Each of the last thousand windows begins where the one before it ends.',
    thing: 'window that does not fit',
    breaches: `SELECT count(*) AS count FROM (SELECT tick, total, size, lag(tick) OVER w AS before, lag(total) OVER w AS total_before
      FROM (SELECT * FROM messaging.ticks ORDER BY tick DESC LIMIT 1000) last WINDOW w AS (ORDER BY tick)) t
      WHERE before IS NOT NULL AND (tick <> before + 1 OR total <> total_before + size)`,
    mend: fromBackup,
  },
  {
    name: 'facts are unique',
    truth: 'The database refuses a second fact of the same id in each partition of the log.',
    thing: 'partition without a unique index on id',
    breaches: `SELECT count(*) AS count FROM pg_inherits p WHERE p.inhparent = 'messaging.facts'::regclass AND NOT EXISTS (
      SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = p.inhrelid AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1 AND a.attname = 'id')`,
    mend: 'Make the index again on each messaging.facts_<number> that lacks it: CREATE UNIQUE INDEX ON messaging.facts_0 (id).',
  },
  {
    name: 'nothing unread was dropped',
    truth: 'No cursor lies before the oldest fact that is left, but for those that begin there.',
    thing: 'cursor before the oldest fact',
    breaches: `SELECT count(*) AS count FROM messaging.cursors c, messaging.log l
      WHERE (c.tick, c.pos) < (l.pruned_tick, l.pruned_pos) AND (c.tick, c.pos) <> (0, 0)`,
    mend: 'A cursor was moved back, or its database restored from an older backup: compare with that backup, and take up what is missing from it.',
  },
];

export function invariantsHold(pool: pg.Pool): Promise<Finding[]> {
  return Promise.all(invariants.map((invariant) => holds(pool, invariant)));
}

async function holds(pool: pg.Pool, { name, truth, thing, breaches, mend }: Invariant): Promise<Finding> {
  const { rows } = await pool.query<{ count: number }>(breaches);
  const count = rows[0]?.count ?? 0;
  return count === 0 ? well(name, truth) : ill(name, `Broken: ${counted(count, thing)}.`, mend);
}
