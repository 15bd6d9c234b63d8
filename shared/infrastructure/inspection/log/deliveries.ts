import { contractOf, type Fact } from '@boardwalk/integration-events';
import { DeliveryHost, FactDecoder, LogRow, UnreadableFactError } from '@boardwalk/messaging';
import { prepared } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { type Places, Subscriptions } from '../consumers/subscriptions.js';
import type { DeliveryView } from './event-views.js';
import type { BrowsedRow } from './log-browser.js';

/** The words of the API, and the states of the table behind each. */
export const statesOf = {
  retrying: ['retry'],
  waiting: ['waiting'],
  dead: ['parked', 'skipped'],
} as const satisfies Record<string, readonly string[]>;

const shown: Readonly<Record<StoredDelivery['state'] | 'pending', DeliveryView['state']>> = {
  pending: 'pending',
  retry: 'retrying',
  waiting: 'waiting',
  parked: 'dead',
  skipped: 'dead',
  archived: 'archived',
  done: 'ack',
};

/** What became of a fact, subscription by subscription. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly pool: Pool,
    private readonly host: DeliveryHost,
    private readonly subscriptions: Subscriptions,
    private readonly decoder: FactDecoder,
  ) {}

  /**
   * A delivery that succeeded at once leaves no row but a cursor that has passed it. Which subscriptions take a fact is
   * told by the catalog, by the consumers of this process, and by the rows that exist. Whether a consumer of this process
   * had anything to do with it is asked again: translations are pure.
   */
  async of(row: BrowsedRow): Promise<DeliveryView[]> {
    const { rows } = await this.pool.query<StoredDelivery>(prepared(select, [row.id]));
    const stored = new Map(rows.map((delivery) => [delivery.subscription, delivery]));
    const places = await this.subscriptions.places();
    const here = this.host.subscriptions.filter(({ consumers }) => consumers.has(row.type));
    const names = new Set([
      ...(contractOf(row.type)?.consumers ?? []).map(({ subscription }) => subscription),
      ...here.map(({ name }) => name),
      ...stored.keys(),
    ]);
    const fact = await this.decoded(row);
    return [...names].sort().map((name) => {
      const delivery = stored.get(name) ?? {
        ...untouched,
        subscription: name,
        ...(isPassed(row, places.get(name)) && { state: 'done' as const, attempts: 1 }),
      };
      const state = shown[delivery.state];
      const consumer = here.find((subscription) => subscription.name === name)?.consumers.get(row.type);
      const isIdle = state === 'ack' && fact !== null && consumer?.toCommand(fact) === null;
      return { ...delivery, state: isIdle ? 'skipped' : state };
    });
  }

  /** Null for a fact that nobody can read (any more): its deliveries are shown as they are stored. */
  private async decoded(row: BrowsedRow): Promise<Fact | null> {
    try {
      return await this.decoder.decode(new LogRow({ ...row, tick: row.tick ?? 0, takenAt: row.recordedAt }));
    } catch (error) {
      if (error instanceof UnreadableFactError) return null;
      throw error;
    }
  }

  /** Whether a delivery of the fact has ever failed. */
  async haveFailed(eventId: string): Promise<boolean> {
    const { rows } = await this.pool.query(prepared(select, [eventId]));
    return rows.length > 0;
  }
}

function isPassed({ key, tick, pos }: BrowsedRow, places: Places | undefined): boolean {
  return places !== undefined && tick !== null && places.hasPassed(key, { tick, pos });
}

const untouched = {
  state: 'pending' as const,
  attempts: 0,
  dueAt: null,
  errorClass: null,
  errorMessage: null,
  lastFailedAt: null,
  redrives: 0,
};

interface StoredDelivery extends Omit<DeliveryView, 'state'> {
  readonly state: 'retry' | 'waiting' | 'parked' | 'skipped' | 'archived' | 'done';
}

const select = `SELECT subscription, state, attempts, due_at AS "dueAt", error_class AS "errorClass",
  error_message AS "errorMessage", last_failed_at AS "lastFailedAt", redrives
FROM messaging.deliveries WHERE event_id = $1`;
