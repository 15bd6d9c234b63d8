import type { DeadLetters } from '@boardwalk/messaging';
import type pg from 'pg';
import type { SubscriptionState, Subscriptions } from '../consumers/subscriptions.js';
import { counted, type Finding, ill, seconds, well } from './finding.js';

/** A subscription may be this far behind in time before it is called ill: an import keeps every one busy for a while. */
const patienceMs = 60_000;

/** One finding per subscription. */
export async function subscriptionsMove(subscriptions: Subscriptions): Promise<Finding[]> {
  const states = await subscriptions.all();
  if (states.length === 0) {
    return [
      ill(
        'subscriptions',
        'No subscription has ever run on this database.',
        'Start a process whose ROLES include worker.',
      ),
    ];
  }
  return states.map(subscriptionMoves);
}

function subscriptionMoves(state: SubscriptionState): Finding {
  const { lag, behindMs, owner, retrying, waiting, log, pausedAt } = state;
  const context = state.name.split('.', 1)[0] ?? state.name;
  const name = log === null ? state.name : `${state.name} on ${log}`;
  const place =
    lag === 0 ? 'nothing to deliver' : `${counted(lag ?? 0, 'fact')} behind for ${seconds(behindMs)}`;
  const failing =
    retrying + waiting === 0 ? '' : `, ${retrying} to be retried, ${waiting} waiting behind others`;
  if (lag === null) {
    return ill(
      name,
      'The log that it reads does not answer here, so nobody can say how far behind it is.',
      `See that the database ${log} can be reached, and that LOG_URLS of this process names it.`,
    );
  }
  if (pausedAt !== null) {
    return ill(
      name,
      `It was paused at ${pausedAt.toISOString()} and stands still; ${place}${failing}.`,
      `When it shall go on: "boardwalk consumers resume ${state.name}".`,
    );
  }
  if (owner === null) {
    return ill(
      name,
      `No process delivers to it; ${place}${failing}.`,
      `Start a process whose ROLES include worker and whose CONTEXTS include ${context}.`,
    );
  }
  if (behindMs <= patienceMs) return well(name, `${owner} delivers; ${place}${failing}.`);
  return ill(
    name,
    `${owner} delivers but does not keep up: ${place}${failing}.`,
    `Look into the log of ${owner} for "${name} stands still"; if it only has much to do, wait.`,
  );
}

export async function nothingIsDead(deadLetters: DeadLetters): Promise<Finding> {
  const count = await deadLetters.count();
  if (count === 0) return well('dead letters', 'There are none.');
  return ill(
    'dead letters',
    `${counted(count, 'delivery').replace('deliverys', 'deliveries')} gave up.`,
    'See them with "boardwalk dlq groups", mend the cause, and let them run again with "boardwalk dlq redrive".',
  );
}

/** A type that no contract here describes was written by another version of the program. */
export async function typesAreKnown(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ type: string; count: number }>(selectUnknown);
  if (rows.length === 0) return well('types', 'No delivery failed for want of a contract.');
  const types = rows.map(({ type, count }) => `${type} (${count})`).join(', ');
  return ill(
    'types',
    `Facts of types that nobody here knows are parked: ${types}.`,
    'Deploy the version of the program that knows them, then redrive.',
  );
}

/** A redrive that runs and that nobody carries on. */
export async function redrivesGoOn(pool: pg.Pool): Promise<Finding> {
  const { rows } = await pool.query<{ id: string; done: number; total: number }>(selectLeft);
  const [first] = rows;
  if (first === undefined) return well('redrives', 'Each that runs is carried on.');
  return ill(
    'redrives',
    `${counted(rows.length, 'redrive')} stand still; ${first.id} at ${first.done} of ${first.total}.`,
    'Start a process whose ROLES include worker, or end it: boardwalk dlq redrives cancel.',
  );
}

/** Its lease has run out, and whoever could have taken it has had the time. */
const selectLeft = `SELECT id, done, total FROM messaging.redrives
WHERE state = 'running' AND greatest(leased_until, started_at) < clock_timestamp() - interval '15 seconds' ORDER BY started_at LIMIT 100`;

const selectUnknown = `SELECT type, count(DISTINCT event_id) AS count FROM messaging.deliveries
WHERE state IN ('parked', 'skipped') AND error_class = 'UnknownTypeError' GROUP BY type ORDER BY type LIMIT 20`;
