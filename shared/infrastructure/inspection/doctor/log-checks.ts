import type pg from 'pg';
import { newestWindow } from '../log/newest-window.js';
import { counted, type Finding, ill, seconds, well } from './finding.js';

/** A fact that waits longer than this for its window waits for a relay that is not there. */
const patienceMs = 5_000;

export async function databaseAnswers(pool: pg.Pool): Promise<Finding> {
  const asked = performance.now();
  const { rows } = await pool.query<{ version: string }>(
    `SELECT current_setting('server_version') AS version`,
  );
  const took = Math.round(performance.now() - asked);
  return well('database', `PostgreSQL ${rows[0]?.version ?? 'of unknown version'} answers in ${took} ms.`);
}

/** Facts become deliverable when a relay takes a tick. */
export async function relayRuns(pool: pg.Pool): Promise<Finding> {
  const newest = await newestWindow(pool);
  if (newest === null)
    return ill('relay', 'The log has no window at all.', 'Restore messaging.ticks from the backup.');
  const head = `${counted(newest.total, 'fact')} up to ${newest.tick}-${newest.pos}, the last window ${seconds(newest.ageMs)} ago`;
  if (newest.waiting === 0 || newest.waitingMs < patienceMs)
    return well('relay', `No fact waits for it: ${head}.`);
  return ill(
    'relay',
    `${counted(newest.waiting, 'fact')} wait for a relay, the oldest for ${seconds(newest.waitingMs)}: ${head}.`,
    'Start a process whose ROLES include relay, or look into the log of the one that should run.',
  );
}
