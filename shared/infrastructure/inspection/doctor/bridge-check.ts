import type pg from 'pg';
import { counted, type Finding, ill, seconds, well } from './finding.js';

/** A relay looks at each bridge every second; one that has not for so long, in milliseconds, does not. */
const longestSilenceMs = 30_000;

/** The other side may be this far behind, in milliseconds, as subscriptions may. */
const patienceMs = 60_000;

interface BridgeState {
  readonly name: string;
  readonly undone: number;
  readonly oldestMs: number | null;
  readonly silentMs: number;
  readonly untold: number;
}

/** Systems outside are told the facts, and do something with them. */
export async function bridgesLead(pool: pg.Pool): Promise<Finding[]> {
  const { rows } = await pool.query<BridgeState>(select, [longestSilenceMs]);
  if (rows.length === 0) return [well('bridges', 'No other system is told the facts.')];
  return rows.map(leads);
}

function leads({ name, undone, oldestMs, silentMs, untold }: BridgeState): Finding {
  const lying = `${counted(undone, 'fact')} lie undone in ${name}`;
  if (silentMs > longestSilenceMs)
    return ill(
      name,
      `Nobody tells it anything: a relay saw it last ${seconds(silentMs)} ago.`,
      `See what the logs of the relays say of ${name}, and that one of them has its address. The log is kept for it: if it is not to come back, boardwalk consumers forget ${name}.`,
    );
  if (oldestMs !== null && oldestMs > patienceMs)
    return ill(
      name,
      `${lying}, and the oldest has been waiting for ${seconds(oldestMs)}.`,
      `See that a worker runs there, and that its name is exactly that of the queue, ${name}: one of any other name gets nothing.`,
    );
  if (untold > 0)
    return ill(
      name,
      `${counted(untold, 'fact')} could not be told for ${seconds(longestSilenceMs)}.`,
      `${lying}: at 10,000 no more is told until the workers there have caught up. Otherwise see what the logs of the relays say of it.`,
    );
  return well(name, `It has been told every fact. ${lying}.`);
}

const select = `SELECT b.name, b.undone, (date_part('epoch', clock_timestamp() - b.oldest_at) * 1000)::float8 AS "oldestMs",
  (date_part('epoch', clock_timestamp() - b.seen_at) * 1000)::float8 AS "silentMs",
  greatest(0, coalesce((SELECT t.total FROM messaging.ticks t WHERE t.taken_at < clock_timestamp() - $1::int * interval '1 millisecond'
    ORDER BY t.tick DESC LIMIT 1), 0) - messaging.ordinal_of(b.tick, b.pos)) AS untold
FROM messaging.bridges b ORDER BY b.name`;
