import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { DiscordTables } from './tables.js';

/** The kinds of calls that Discord counts apart, until it says that they share a bucket. */
export type CallRoute = 'create' | 'edit' | 'delete';

/** A silence that Discord asked for. */
export interface Pause {
  readonly forMs: number;
  /** Discord's name of the limit, if it said one. */
  readonly bucket?: string;
  /** All of Discord. */
  readonly global: boolean;
}

const everywhere = '*';

/** What Discord has told us of its limits: shared by every process that posts. */
@Injectable()
export class RateLimits {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly clock: Clock,
  ) {}

  /** Milliseconds for which a call may not be made; 0 when it may. */
  async pauseOf(channel: string, route: CallRoute): Promise<number> {
    const row = await this.database.query
      .selectFrom('rate_limits')
      .select((row) => row.fn.max('paused_until').as('until'))
      .where(sql<boolean>`(channel = ${everywhere} OR (channel = ${channel} AND route = ${route}))`)
      .executeTakeFirstOrThrow();
    return Math.max(0, (row.until?.getTime() ?? 0) - this.clock.now().getTime());
  }

  /** Everything that waits for its turn waits until then, without using up an attempt. */
  async pause(channel: string, route: CallRoute, { forMs, bucket, global }: Pause): Promise<void> {
    const until = new Date(this.clock.now().getTime() + forMs);
    const row = { channel: global ? everywhere : channel, route: global ? everywhere : route };
    await this.database.query
      .insertInto('rate_limits')
      .values({ ...row, bucket: bucket ?? null, paused_until: until })
      .onConflict((conflict) =>
        conflict.columns(['channel', 'route']).doUpdateSet((eb) => ({
          bucket: sql<string | null>`coalesce(excluded.bucket, ${eb.ref('rate_limits.bucket')})`,
          paused_until: sql<Date>`greatest(excluded.paused_until, ${eb.ref('rate_limits.paused_until')})`,
        })),
      )
      .execute();
    if (bucket !== undefined && !global)
      await this.database.query
        .updateTable('rate_limits')
        .set({ paused_until: until })
        .where('channel', '=', channel)
        .where('bucket', '=', bucket)
        .where('paused_until', '<', until)
        .execute();
    await this.postpone(global ? undefined : channel, global || route === 'create', until);
  }

  private async postpone(channel: string | undefined, postsToo: boolean, until: Date): Promise<void> {
    if (!postsToo) return;
    await this.database.query
      .updateTable('posts')
      .set({ next_attempt_at: until })
      .where('status', '=', 'queued')
      .where('next_attempt_at', '<', until)
      .$if(channel !== undefined, (posts) => posts.where('channel', '=', channel ?? ''))
      .execute();
  }
}
