import { type FactOutcome, FactOutcomes } from '@boardwalk/domain';
import { contractOf } from '@boardwalk/integration-events';
import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { bucketOf } from '../lanes/spread.js';
import { comparePositions, type Position } from '../log/position.js';
import { windowOfRow } from '../log/window-of-row.js';
import type { DeliveryHost } from './delivery-host.js';

/** A fact, and where it lies; no tick while it is in no window. */
interface Found {
  readonly type: string;
  readonly key: string;
  readonly tick: number | null;
  readonly pos: number;
}

/** One cursor of a subscription in this database's log. */
interface Cursor extends Position {
  readonly subscription: string;
  readonly bucket: number;
  /** In this database, rather than in one that reported it. */
  readonly here: boolean;
}

type State = FactOutcome['state'];

const stored: Readonly<Record<string, State>> = {
  retry: 'retrying',
  waiting: 'waiting',
  parked: 'dead',
  skipped: 'dead',
  archived: 'archived',
  done: 'done',
};

/**
 * A delivery that succeeded at once leaves no row but a cursor that has passed it. Which subscriptions take a fact is told by the
 * catalog, by the consumers of this process, and by the rows that exist.
 */
export class KnownOutcomes extends FactOutcomes {
  constructor(
    private readonly pool: Pool,
    private readonly host: DeliveryHost,
  ) {
    super();
  }

  async of(eventId: string): Promise<readonly FactOutcome[] | null> {
    const fact = (await this.rows<Found>(selectFact, [eventId]))[0];
    if (fact === undefined) return null;
    const failures = await this.rows<{ subscription: string; state: string }>(selectDeliveries, [eventId]);
    const failed = new Map(failures.map(({ subscription, state }) => [subscription, stored[state]]));
    const names = this.takers(fact.type, [...failed.keys()]);
    const cursors = Map.groupBy(await this.rows<Cursor>(selectCursors, [names]), (each) => each.subscription);
    return names.map((subscription) => ({
      subscription,
      state: failed.get(subscription) ?? reached(fact, cursors.get(subscription) ?? []),
    }));
  }

  private takers(type: string, more: readonly string[]): string[] {
    const known = contractOf(type)?.consumers ?? [];
    const here = this.host.subscriptions.filter(({ consumers }) => consumers.has(type));
    const names = [
      ...known.map(({ subscription }) => subscription),
      ...here.map(({ name }) => name),
      ...more,
    ];
    return [...new Set(names)].sort();
  }

  private async rows<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>(prepared(text, [...values]))).rows;
  }
}

/** By the cursors alone. Those of this database are believed first: what failed here would have left a row. */
function reached(fact: Found, cursors: readonly Cursor[]): State {
  const here = cursors.filter((cursor) => cursor.here);
  if (hasPassed(fact, here)) return 'done';
  const elsewhere = cursors.filter((cursor) => !cursor.here);
  return here.length === 0 && hasPassed(fact, elsewhere) ? 'passed' : 'pending';
}

function hasPassed({ key, tick, pos }: Found, cursors: readonly Cursor[]): boolean {
  if (tick === null || cursors.length === 0) return false;
  const buckets = 1 + Math.max(...cursors.map(({ bucket }) => bucket));
  const own = cursors.filter(({ bucket }) => bucket === bucketOf(key, buckets));
  return own.length > 0 && own.every((cursor) => comparePositions({ tick, pos }, cursor) <= 0);
}

const selectFact = `SELECT f.type, f.key, f.pos, w.tick FROM messaging.facts f ${windowOfRow} WHERE f.id = $1`;

const selectDeliveries = 'SELECT subscription, state FROM messaging.deliveries WHERE event_id = $1';

const selectCursors = `SELECT name AS subscription, bucket, tick, pos, true AS here FROM messaging.subscriptions s
WHERE name = ANY($1::text[]) AND log = (SELECT id FROM messaging.log)
UNION ALL
SELECT subscription, bucket, tick, pos, false FROM messaging.readers WHERE subscription = ANY($1::text[])`;
