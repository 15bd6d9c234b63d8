import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ForgottenPeople } from '../application/forgotten-people.js';
import { type Gone, gonePerson, mentionLength, namesOf, withoutPerson } from '../domain/people.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';
import type { TelemetryTables } from './tables.js';

/** Records that are changed by one statement. */
const recordsAtOnce = 1_000;

interface Row {
  readonly event_id: string;
  readonly properties: string;
  readonly distinct_id: string;
}

@Injectable()
export class PostgresForgottenPeople extends ForgottenPeople {
  constructor(private readonly database: Database<TelemetryTables>) {
    super();
  }

  async among(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query
      .selectFrom('forgotten_people')
      .select('user_id')
      .where('user_id', 'in', [...userIds])
      .execute();
    return rows.map((row) => row.user_id);
  }

  async forget(userId: string): Promise<void> {
    const { query } = this.database;
    await query
      .insertInto('forgotten_people')
      .values({ user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const gone = { userId, names: await this.namesOf(userId) };
    const mentions = [userId, ...gone.names].map((each) => each.slice(0, mentionLength));
    while ((await this.takeOut(gone, mentions)) === recordsAtOnce);
    await sql`DELETE FROM ${this.database.table('observations')} WHERE mentions && ${mentions}::text[]`.execute(
      query,
    );
  }

  /** What the person was called, as their own records say. */
  private async namesOf(userId: string): Promise<ReadonlySet<string>> {
    const { rows } = await sql<Pick<Row, 'properties'>>`
      SELECT DISTINCT ON (md5(properties)) properties FROM ${this.database.table('telemetry_events')}
      WHERE mentions @> ARRAY[${userId}::text] AND distinct_id = ${userId} AND name IN ('sign_up', 'username_changed')`.execute(
      this.database.query,
    );
    return new Set(rows.flatMap(({ properties }) => namesOf(userId, propertiesIn(properties))));
  }

  /** Those that it has changed mention the person no more, and are not found again. @returns how many it found */
  private async takeOut(gone: Gone, mentions: readonly string[]): Promise<number> {
    const { query } = this.database;
    const events = this.database.table('telemetry_events');
    // Without an order: with one, the planner may walk through all records in it.
    const { rows } = await sql<Row>`
      WITH theirs AS MATERIALIZED (
        SELECT event_id FROM ${events} WHERE mentions && ${mentions}::text[] LIMIT ${recordsAtOnce}
      )
      SELECT event_id, properties, distinct_id FROM ${events} WHERE event_id IN (SELECT event_id FROM theirs)
      ORDER BY event_id FOR UPDATE`.execute(query);
    const changed = rows.map((row) => {
      const isTheirs = row.distinct_id === gone.userId;
      return {
        event_id: row.event_id,
        distinct_id: isTheirs ? gonePerson : row.distinct_id,
        properties: JSON.stringify(withoutPerson(propertiesIn(row.properties), gone, isTheirs)),
      };
    });
    if (changed.length === 0) return 0;
    await sql`UPDATE ${events} e SET properties = c.properties, distinct_id = c.distinct_id,
        mentions = ARRAY(SELECT m FROM unnest(e.mentions) WITH ORDINALITY AS each (m, place)
          WHERE m <> ALL (${mentions}::text[]) ORDER BY place)
      FROM unnest(${changed.map((row) => row.event_id)}::uuid[], ${changed.map((row) => row.properties)}::text[],
        ${changed.map((row) => row.distinct_id)}::text[]) AS c (event_id, properties, distinct_id)
      WHERE e.event_id = c.event_id`.execute(query);
    return changed.length;
  }
}

const propertiesIn = (text: string): TrackedProperties => JSON.parse(text) as TrackedProperties;
