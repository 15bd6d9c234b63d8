import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { DiscordTables } from './tables.js';

/** What Discord has told us about webhooks: shared by every process that posts. */
@Injectable()
export class WebhookStanding {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly clock: Clock,
  ) {}

  /** Why the webhook may not be called now, and for how long (milliseconds) if that passes. Null when it may. */
  async objection(fingerprint: string): Promise<{ because: string; passesAfterMs?: number } | null> {
    const row = await this.database.query
      .selectFrom('webhooks')
      .select(['paused_until', 'disabled_because'])
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    if (row === undefined) return null;
    if (row.disabled_because !== null) return { because: row.disabled_because };
    const passesAfterMs = (row.paused_until?.getTime() ?? 0) - this.clock.now().getTime();
    return passesAfterMs > 0 ? { because: 'Discord asked for a pause', passesAfterMs } : null;
  }

  /** Everything that waits for its turn waits until then, without using up an attempt. */
  async pause(fingerprint: string, forMs: number): Promise<void> {
    const until = new Date(this.clock.now().getTime() + forMs);
    await this.note(fingerprint, { paused_until: until });
    await this.database.query
      .updateTable('posts')
      .set({ next_attempt_at: until })
      .where('status', '=', 'queued')
      .where('next_attempt_at', '<', until)
      .execute();
  }

  disable(fingerprint: string, because: string): Promise<void> {
    return this.note(fingerprint, { disabled_because: because });
  }

  private async note(
    fingerprint: string,
    what: { paused_until: Date } | { disabled_because: string },
  ): Promise<void> {
    await this.database.query
      .insertInto('webhooks')
      .values({ fingerprint, paused_until: null, disabled_because: null, ...what })
      .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet(what))
      .execute();
  }
}
