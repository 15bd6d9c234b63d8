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
      .values({ user_id: userId, event: activity, day: at.toISOString().slice(0, 10), count: 1 })
      .onConflict((seen) =>
        seen.columns(['user_id', 'event', 'day']).doUpdateSet({ count: sql`username_metrics.count + 1` }),
      )
      .execute();
  }
}
