import { Clock } from '@boardwalk/domain';
import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type NewPost, PostOutbox } from '../application/post-outbox.js';
import type { DiscordTables } from './tables.js';

@Injectable()
export class PostgresPostOutbox extends PostOutbox {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly intents: IntentSender,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add({ eventId, occurredAt, content }: NewPost): Promise<void> {
    await this.database.query
      .insertInto('posts')
      .values({
        id: eventId,
        content,
        occurred_at: occurredAt,
        status: 'queued',
        attempt: 0,
        // Not before the end of a pause that Discord asked for.
        next_attempt_at: sql<Date>`greatest(${this.clock.now()}::timestamptz,
          (SELECT max(paused_until) FROM ${this.database.table('webhooks')}))`,
        trace: this.intents.trace(),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    this.intents.written();
  }
}
