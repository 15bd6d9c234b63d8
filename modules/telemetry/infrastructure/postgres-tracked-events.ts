import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import {
  type NewTrackedEvent,
  type TrackedEvent,
  type TrackedEventPlace,
  TrackedEvents,
} from '../application/tracked-events.js';
import type { TelemetryTables } from './tables.js';

@Injectable()
export class PostgresTrackedEvents extends TrackedEvents {
  constructor(private readonly database: Database<TelemetryTables>) {
    super();
  }

  async add(event: NewTrackedEvent): Promise<boolean> {
    const { eventId, name, properties, occurredAt, distinctId, mentions } = event;
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('telemetry_events')
      .values({
        ...{ event_id: eventId, name, properties, occurred_at: occurredAt, distinct_id: distinctId },
        mentions: [...mentions],
      })
      .onConflict((conflict) => conflict.column('event_id').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** One statement, because nearly every fact is plain. */
  async addIfPlain(event: NewTrackedEvent, people: readonly string[]): Promise<boolean | null> {
    const { eventId, name, properties, occurredAt, distinctId, mentions } = event;
    const { rows } = await sql<{ plain: boolean; added: boolean }>`
      WITH asked AS (
        SELECT NOT EXISTS (SELECT FROM ${this.database.table('mode_changes')} WHERE name = ${name})
          AND NOT EXISTS (SELECT FROM ${this.database.table('forgotten_people')} WHERE user_id = ANY(${people}::text[])) AS plain
      ), added AS (
        INSERT INTO ${this.database.table('telemetry_events')} (event_id, name, properties, occurred_at, distinct_id, mentions)
        SELECT ${eventId}::uuid, ${name}, ${properties}, ${occurredAt}::timestamptz, ${distinctId}, ${mentions}::text[] FROM asked WHERE plain
        ON CONFLICT (event_id) DO NOTHING RETURNING 1
      )
      SELECT plain, EXISTS (SELECT FROM added) AS added FROM asked`.execute(this.database.query);
    const [answer] = rows;
    return answer?.plain === true ? answer.added : null;
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
