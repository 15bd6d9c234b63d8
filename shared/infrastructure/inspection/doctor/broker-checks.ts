import type pg from 'pg';
import { counted, type Finding, ill, well } from './finding.js';

/** Something that is on its way for longer than this, in seconds, is not on its way. */
const longestWay = 30;

interface Channel {
  readonly context: string;
  readonly transport: string;
  readonly underWay: number;
  readonly isBehind: boolean;
  readonly isSilent: boolean;
  readonly unsent: number;
}

/**
 * Facts that are sent over a broker arrive, and somebody is there to take them in.
 * @param troubles what keeps this process from it, known at once; of other processes the database tells after a while
 */
export async function brokersBring(pool: pg.Pool, troubles: readonly string[]): Promise<Finding> {
  const name = 'brokers';
  const { rows } = await pool.query<Channel>(select, [longestWay]);
  const [trouble] = troubles;
  if (trouble !== undefined)
    return ill(
      name,
      `This process cannot send over ${transportsOf(rows)}, or take in what comes: ${trouble}.`,
      'See that the server runs and can be reached from here. Facts wait in the log, and go on by themselves.',
    );
  if (rows.length === 0) return well(name, 'No context gets its facts over a broker.');
  const ailing = rows.find(({ isBehind, isSilent, unsent }) => isBehind || isSilent || unsent > 0);
  if (ailing === undefined) return well(name, `Facts arrive over ${transportsOf(rows)}.`);
  const { context, transport, underWay, isSilent, isBehind, unsent } = ailing;
  return isSilent
    ? ill(
        name,
        `Nobody takes in what is sent to ${context} over ${transport}: it was last heard of more than ${longestWay} s ago.`,
        `Start a process with the role worker and the context ${context}. If it gets its facts in another way by now, a relay forgets this within two minutes.`,
      )
    : ill(
        name,
        !isBehind
          ? `${counted(unsent, 'fact')} could not be sent to ${context} over ${transport} for ${longestWay} s.`
          : `${counted(underWay, 'fact')} for ${context} did not arrive over ${transport} within ${longestWay} s, although it is sent again.`,
        `See that ${transport} can be reached from relays and workers, and what their logs say of it.`,
      );
}

function transportsOf(channels: readonly Channel[]): string {
  const names = [...new Set(channels.map(({ transport }) => transport))];
  return names.length === 0 ? 'its broker' : names.join(' and ');
}

/** Nobody else writes into our channels. */
export async function channelsAreOurs(pool: pg.Pool): Promise<Finding> {
  const name = 'foreign messages';
  const { rows } = await pool.query<{ count: number; channel: string | null; reason: string | null }>(
    'SELECT count(*) AS count, max(channel) AS channel, max(reason) AS reason FROM messaging.foreign_messages',
  );
  const { count = 0, channel, reason } = rows[0] ?? {};
  return count === 0
    ? well(name, 'Every message that came over a broker was one of ours.')
    : ill(
        name,
        `${counted(count, 'message')} came that nobody here wrote, as in ${channel}: ${reason}.`,
        'Find out who else writes there (messaging.foreign_messages has the messages), then delete them from that table.',
      );
}

const select = `SELECT context, transport, ordinal - landed_ordinal AS "underWay",
  greatest(0, coalesce((SELECT t.total FROM messaging.ticks t WHERE t.taken_at < clock_timestamp() - $1::int * interval '1 second'
    ORDER BY t.tick DESC LIMIT 1), 0) - ordinal) AS unsent,
  coalesce(behind_since < clock_timestamp() - $1::int * interval '1 second', false) AS "isBehind",
  reported_at < clock_timestamp() - $1::int * interval '1 second' AS "isSilent"
FROM messaging.destinations ORDER BY context, transport`;
