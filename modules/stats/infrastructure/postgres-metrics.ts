import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Activity, Metrics } from '../application/metrics.js';
import type { StatsTables } from './tables.js';

@Injectable()
export class PostgresMetrics extends Metrics {
  constructor(private readonly database: Database<StatsTables>) {
    super();
  }

  async count(userId: string, activity: Activity, at: Date): Promise<void> {
    await this.database.query
      .insertInto('username_metrics')
      .columns(['user_id', 'event', 'day', 'count'])
      .expression((of) =>
        of
          .selectFrom('accounts')
          .where('user_id', '=', userId)
          .where('username', 'is not', null)
          .select([
            'user_id',
            sql<string>`${activity}::text`.as('event'),
            sql<string>`${at.toISOString().slice(0, 10)}::date`.as('day'),
            sql<number>`1`.as('count'),
          ]),
      )
      .onConflict((seen) =>
        seen.columns(['user_id', 'event', 'day']).doUpdateSet({ count: sql`username_metrics.count + 1` }),
      )
      .execute();
  }
}
