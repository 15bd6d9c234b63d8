import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ForgottenPeople } from '../application/forgotten-people.js';
import { type Gone, gonePerson, namesOf, withoutPerson } from '../domain/people.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';
import type { TelemetryTables } from './tables.js';

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
    const names = await this.namesOf(userId);
    // A name is looked for where names of people stand: `member` is also a role.
    const said = [
      JSON.stringify(userId),
      ...[...names].flatMap((name) =>
        ['sername":', 'displayName":'].map((property) => `${property}${JSON.stringify(name)}`),
      ),
    ];
    await this.takeOut({ userId, names }, said);
    const mentioned = said.map((text) => sql`position(${text}::text in properties) > 0`);
    await sql`DELETE FROM ${this.database.table('observations')} WHERE ${sql.join(mentioned, sql` OR `)}`.execute(
      query,
    );
  }

  /** What the person was called, as their own records say. */
  private async namesOf(userId: string): Promise<ReadonlySet<string>> {
    const { rows } = await sql<Pick<Row, 'properties'>>`
      SELECT DISTINCT ON (md5(properties)) properties FROM ${this.database.table('telemetry_events')}
      WHERE distinct_id = ${userId} AND name IN ('sign_up', 'username_changed')`.execute(this.database.query);
    return new Set(rows.flatMap(({ properties }) => namesOf(userId, propertiesIn(properties))));
  }

  private async takeOut(gone: Gone, said: readonly string[]): Promise<void> {
    const { query } = this.database;
    const mentioned = said.map((text) => sql`position(${text}::text in properties) > 0`);
    const { rows } = await sql<Row>`
      SELECT event_id, properties, distinct_id FROM ${this.database.table('telemetry_events')}
      WHERE distinct_id = ${gone.userId} OR ${sql.join(mentioned, sql` OR `)}
      ORDER BY event_id FOR UPDATE`.execute(query);
    const changed = rows
      .map((row) => {
        const isTheirs = row.distinct_id === gone.userId;
        const properties = JSON.stringify(withoutPerson(propertiesIn(row.properties), gone, isTheirs));
        return { ...row, distinct_id: isTheirs ? gonePerson : row.distinct_id, properties, before: row };
      })
      .filter(
        ({ before, ...after }) =>
          after.properties !== before.properties || after.distinct_id !== before.distinct_id,
      );
    if (changed.length === 0) return;
    await sql`UPDATE ${this.database.table('telemetry_events')} e
      SET properties = c.properties, distinct_id = c.distinct_id
      FROM unnest(${changed.map((row) => row.event_id)}::uuid[], ${changed.map((row) => row.properties)}::text[],
        ${changed.map((row) => row.distinct_id)}::text[]) AS c (event_id, properties, distinct_id)
      WHERE e.event_id = c.event_id`.execute(query);
  }
}

const propertiesIn = (text: string): TrackedProperties => JSON.parse(text) as TrackedProperties;
