import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
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

  state(): Promise<DeletionsState> {
    return this.database.query
      .selectFrom('sink_deletions')
      .select((row) => [row.fn.countAll<number>().as('waiting'), row.fn.max('last_error').as('because')])
      .where('status', '<>', 'sent')
      .executeTakeFirstOrThrow();
  }
}
