import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Amendment, Channel, type Post, type PostOutcome } from '../application/channel.js';
import type { DiscordTables } from './tables.js';

/** The channel of a program with neither webhook nor bot: keeps what would have been posted, where operators can read it. */
@Injectable()
export class CapturedChannel extends Channel {
  readonly destination = 'captured';

  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async post({ id, content }: Post): Promise<PostOutcome> {
    await this.database.query
      .insertInto('captured_posts')
      .values({ post_id: id, content, captured_at: this.clock.now() })
      .onConflict((conflict) => conflict.column('post_id').doNothing())
      .execute();
    return { kind: 'accepted' };
  }

  async amend({ id, content }: Amendment): Promise<PostOutcome> {
    const { query } = this.database;
    if (content === null) await query.deleteFrom('captured_posts').where('post_id', '=', id).execute();
    else await query.updateTable('captured_posts').set({ content }).where('post_id', '=', id).execute();
    return { kind: 'accepted' };
  }
}
