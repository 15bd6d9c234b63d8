import { createHash } from 'node:crypto';
import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Noted, type Observation, Observations, type Parity } from '../application/observations.js';
import { differencesBetween } from '../domain/parity.js';
import { mentionsIn } from '../domain/people.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';
import { parityOf } from './parity-query.js';
import type { TelemetryTables } from './tables.js';

@Injectable()
export class PostgresObservations extends Observations {
  constructor(
    private readonly database: Database<TelemetryTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async note(observation: Observation): Promise<Noted> {
    const { name, side, reference, properties, occurredAt } = observation;
    const { query } = this.database;
    const key = observation.key === null ? null : digestOf(observation.key);
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`telemetry ${name} ${key ?? reference}`}::text, 0))`.execute(
      query,
    );
    const { numInsertedOrUpdatedRows } = await query
      .insertInto('observations')
      .values({
        ...{ name, side, reference, key, occurred_at: occurredAt, partner: null, differences: null },
        properties: JSON.stringify(properties),
        mentions: mentionsIn(properties),
        // A fact that is replayed grows as old as it was; the time that a call tells may be long before it.
        noted_at: side === 'typed' ? occurredAt : this.clock.now(),
      })
      .onConflict((conflict) => conflict.columns(['name', 'side', 'reference']).doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) return 'known';
    if (key === null) return 'alone';
    const partner = await query
      .selectFrom('observations')
      .select(['reference', 'properties'])
      .where('name', '=', name)
      .where('key', '=', key)
      .where('side', '!=', side)
      .where('partner', 'is', null)
      .orderBy('occurred_at')
      .orderBy('reference')
      .limit(1)
      .executeTakeFirst();
    if (partner === undefined) return 'alone';
    const theirs = JSON.parse(partner.properties) as TrackedProperties;
    const differences =
      side === 'typed' ? differencesBetween(theirs, properties) : differencesBetween(properties, theirs);
    await this.pair(observation, { partner: partner.reference, differences: JSON.stringify(differences) });
    await this.pair(
      { name, side: side === 'typed' ? 'legacy' : 'typed', reference: partner.reference },
      { partner: reference },
    );
    return 'partner';
  }

  async countSuperseded(name: string, producer: string, day: string): Promise<void> {
    await this.database.query
      .insertInto('superseded_calls')
      .values({ name, producer, day, calls: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['name', 'producer', 'day'])
          .doUpdateSet((row) => ({ calls: sql<number>`${row.ref('superseded_calls.calls')} + 1` })),
      )
      .execute();
  }

  superseded(): Promise<{ name: string; producer: string; calls: number; lastDay: string }[]> {
    return this.database.query
      .selectFrom('superseded_calls')
      .select((row) => [
        'name',
        'producer',
        sql<number>`sum(${row.ref('calls')})::bigint`.as('calls'),
        sql<string>`max(${row.ref('day')})::text`.as('lastDay'),
      ])
      .groupBy(['name', 'producer'])
      .orderBy('name')
      .orderBy('producer')
      .execute();
  }

  parity(name: string | undefined): Promise<Parity[]> {
    return parityOf(this.database, name);
  }

  async clear(name: string): Promise<void> {
    await this.database.query
      .deleteFrom('observations')
      .where('name', '=', name)
      .where((row) => row.or([row('side', '=', 'typed'), row('partner', 'is not', null)]))
      .execute();
  }

  private async pair(
    { name, side, reference }: Pick<Observation, 'name' | 'side' | 'reference'>,
    change: { readonly partner: string; readonly differences?: string },
  ): Promise<void> {
    await this.database.query
      .updateTable('observations')
      .set(change)
      .where('name', '=', name)
      .where('side', '=', side)
      .where('reference', '=', reference)
      .execute();
  }
}

/** A key may be as long as the properties in it, and an index takes no more than so much. */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
