import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import type { Subscription } from '../subscriptions/subscription.js';
import { identityOf, type Lane, laneKey, type LogSource } from './lane.js';
import { leaseMs } from './lease.js';
import { preferred } from './spread.js';

interface SeenWorker {
  readonly owner: string;
  /** What it could deliver, see `abilityOf`. */
  readonly subscriptions: readonly string[];
}

/** The processes that deliver, this one among them, and which lane should be whose. */
export class Roster {
  private seen: readonly SeenWorker[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly owner: string,
  ) {}

  /** Says that this process is here and what it could deliver, and learns the same of the others. */
  async attend(
    subscriptions: readonly Subscription[],
    readable: readonly (readonly [log: string, source: LogSource])[],
  ): Promise<void> {
    const able = subscriptions.flatMap((subscription) => [
      ...new Set([
        subscription.name,
        ...readable.map(([log, source]) => abilityOf(subscription, log, source)),
      ]),
    ]);
    const { rows } = await this.pool.query<SeenWorker>(prepared(see, [this.owner, able, leaseMs]));
    this.seen = [
      ...rows.filter(({ owner }) => owner !== this.owner),
      { owner: this.owner, subscriptions: able },
    ];
  }

  isAnothers(lane: Lane): boolean {
    const wanted = abilityOf(lane.subscription, lane.log, lane.source);
    const able = this.seen.filter(({ subscriptions }) => subscriptions.includes(wanted));
    const best = preferred(
      able.map(({ owner }) => owner),
      laneKey(identityOf(lane)),
    );
    return best !== undefined && best !== this.owner;
  }

  /** Its lanes go to others at once. */
  async leave(): Promise<void> {
    await this.pool.query(prepared(leave, [this.owner]));
  }
}

/** How a worker says that it could deliver facts of a log to a subscription. Everyone can read the log of the database. */
function abilityOf(subscription: Subscription, log: string, { elsewhere }: LogSource): string {
  return elsewhere === undefined ? subscription.base : `${subscription.base} ${log}`;
}

/** Who has not been seen for an hour will not be again under that name. */
const see = `WITH seen AS (
  INSERT INTO messaging.workers (owner, subscriptions, seen_until)
  VALUES ($1, $2::text[], clock_timestamp() + $3::int * interval '1 millisecond')
  ON CONFLICT (owner) DO UPDATE SET subscriptions = excluded.subscriptions, seen_until = excluded.seen_until
), forgotten AS (
  DELETE FROM messaging.workers WHERE seen_until < clock_timestamp() - interval '1 hour' AND owner <> $1
)
SELECT owner, subscriptions FROM messaging.workers WHERE seen_until > clock_timestamp()`;

const leave = 'DELETE FROM messaging.workers WHERE owner = $1';

export const rosterStatements = { see, leave };
