import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ForgottenPeople } from '../application/forgotten-people.js';
import { type Gone, goneAs, gonePerson, mentionLength, mentionsIn, withoutPerson } from '../domain/people.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';
import type { TelemetryTables } from './tables.js';

/** Records that are changed by one statement. */
const recordsAtOnce = 1_000;

interface Row {
  readonly event_id: string;
  readonly properties: string;
  readonly distinct_id: string;
}

interface Told {
  readonly name: string;
  readonly side: string;
  readonly reference: string;
  readonly properties: string;
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
    const gone = goneAs(userId, await this.introductionsOf(userId));
    const mentions = [userId, ...gone.usernames].map((each) => each.slice(0, mentionLength));
    const { rows } = await sql<Pick<Row, 'event_id'>>`
      SELECT event_id FROM ${this.database.table('telemetry_events')} WHERE mentions && ${mentions}::text[]`.execute(
      query,
    );
    const found = rows.map((row) => row.event_id);
    for (let from = 0; from < found.length; from += recordsAtOnce) {
      await this.takeOut(gone, found.slice(from, from + recordsAtOnce));
    }
    await this.forgetWhatWasTold(gone, mentions);
  }

  /** Records that say what the person is called. */
  private async introductionsOf(userId: string): Promise<TrackedProperties[]> {
    const { rows } = await sql<Pick<Row, 'properties'>>`
      SELECT DISTINCT ON (md5(properties)) properties FROM ${this.database.table('telemetry_events')}
      WHERE mentions @> ARRAY[${userId}::text] AND distinct_id = ${userId} AND name IN ('sign_up', 'username_changed')`.execute(
      this.database.query,
    );
    return rows.map(({ properties }) => propertiesIn(properties));
  }

  /** A name in a record may be somebody else's, so not every record that was found changes. */
  private async takeOut(gone: Gone, eventIds: readonly string[]): Promise<void> {
    const { query } = this.database;
    const events = this.database.table('telemetry_events');
    const { rows } = await sql<Row>`
      SELECT event_id, properties, distinct_id FROM ${events} WHERE event_id = ANY (${eventIds}::uuid[])
      ORDER BY event_id FOR UPDATE`.execute(query);
    const changed = rows.flatMap((row) => {
      const isTheirs = row.distinct_id === gone.userId;
      const left = withoutPerson(propertiesIn(row.properties), gone, isTheirs);
      const properties = JSON.stringify(left);
      if (!isTheirs && properties === row.properties) return [];
      const distinctId = isTheirs ? gonePerson : row.distinct_id;
      const mentions = JSON.stringify(mentionsIn(left, distinctId));
      return [{ event_id: row.event_id, distinct_id: distinctId, properties, mentions }];
    });
    if (changed.length === 0) return;
    await sql`UPDATE ${events} e SET properties = c.properties, distinct_id = c.distinct_id,
        mentions = ARRAY(SELECT json_array_elements_text(c.mentions))
      FROM unnest(${changed.map((row) => row.event_id)}::uuid[], ${changed.map((row) => row.properties)}::text[],
        ${changed.map((row) => row.distinct_id)}::text[], ${changed.map((row) => row.mentions)}::json[])
        AS c (event_id, properties, distinct_id, mentions)
      WHERE e.event_id = c.event_id`.execute(query);
  }

  /** What the two sides told is only compared, so it goes as a whole. */
  private async forgetWhatWasTold(gone: Gone, mentions: readonly string[]): Promise<void> {
    const { query } = this.database;
    const observations = this.database.table('observations');
    const { rows } = await sql<Told>`
      SELECT name, side, reference, properties FROM ${observations} WHERE mentions && ${mentions}::text[]`.execute(
      query,
    );
    const theirs = rows.filter(
      ({ properties }) => JSON.stringify(withoutPerson(propertiesIn(properties), gone, false)) !== properties,
    );
    await sql`DELETE FROM ${observations} o
      USING unnest(${theirs.map((row) => row.name)}::text[], ${theirs.map((row) => row.side)}::text[],
        ${theirs.map((row) => row.reference)}::text[]) AS t (name, side, reference)
      WHERE (o.name, o.side, o.reference) = (t.name, t.side, t.reference)`.execute(query);
  }
}

const propertiesIn = (text: string): TrackedProperties => JSON.parse(text) as TrackedProperties;
