import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type DeletionsState, SinkDeletions } from '../application/sink-deletions.js';
import type { TelemetryTables } from './tables.js';

@Injectable()
export class PostgresSinkDeletions extends SinkDeletions {
  constructor(
    private readonly database: Database<TelemetryTables>,
    private readonly intents: IntentSender,
  ) {
    super();
  }

  async ask(userId: string, eventId: string, at: Date): Promise<void> {
    await this.database.query
      .insertInto('sink_deletions')
      .values({
        ...{ id: eventId, user_id: userId, next_attempt_at: at, trace: this.intents.trace() },
        ...{ provider_id: null, last_error: null },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    this.intents.written();
  }

  async state(): Promise<DeletionsState> {
    const deletions = this.database.table('sink_deletions');
    const { rows } = await sql<DeletionsState>`
      SELECT count(*) AS waiting, (
        SELECT a.error FROM ${this.database.table('sink_deletions_attempts')} a JOIN ${deletions} d ON d.id = a.intent_id
        WHERE d.status <> 'sent' AND a.error IS NOT NULL ORDER BY a.ended_at DESC LIMIT 1
      ) AS because
      FROM ${deletions} WHERE status <> 'sent'`.execute(this.database.query);
    return rows[0] ?? { waiting: 0, because: null };
  }
}
