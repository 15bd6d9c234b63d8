import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Channel, type Post, type PostOutcome } from '../application/channel.js';
import type { DiscordTables } from './tables.js';

/** The channel of a program without a webhook: keeps what would have been posted, where operators can read it. */
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
}
