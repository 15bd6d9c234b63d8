import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type TrackedEvent, type TrackedEventPlace, TrackedEvents } from '../application/tracked-events.js';

interface TelemetryTables {
  telemetry_events: {
    event_id: string;
    name: string;
    properties: string;
    occurred_at: Date;
    distinct_id: string;
  };
}

@Injectable()
export class PostgresTrackedEvents extends TrackedEvents {
  constructor(private readonly database: Database<TelemetryTables>) {
    super();
  }

  async add({ eventId, name, properties, occurredAt, distinctId }: TrackedEvent): Promise<void> {
    await this.database.query
      .insertInto('telemetry_events')
      .values({ event_id: eventId, name, properties, occurred_at: occurredAt, distinct_id: distinctId })
      .onConflict((conflict) => conflict.column('event_id').doNothing())
      .execute();
  }

  newest(
    name: string | undefined,
    after: TrackedEventPlace | undefined,
    size: number,
  ): Promise<TrackedEvent[]> {
    return this.database.query
      .selectFrom('telemetry_events')
      .select([
        'event_id as eventId',
        'name',
        'properties',
        'occurred_at as occurredAt',
        'distinct_id as distinctId',
      ])
      .$if(name !== undefined, (rows) => rows.where('name', '=', name ?? ''))
      .$if(after !== undefined, (rows) =>
        rows.where(
          sql<boolean>`(occurred_at, event_id) < (${after?.occurredAt}::timestamptz, ${after?.eventId}::uuid)`,
        ),
      )
      .orderBy('occurred_at', 'desc')
      .orderBy('event_id', 'desc')
      .limit(size)
      .execute();
  }
}
