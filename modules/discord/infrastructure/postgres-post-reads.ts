import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type PostPlace, PostReads, type PostView } from '../application/post-reads.js';
import type { DiscordTables } from './tables.js';

@Injectable()
export class PostgresPostReads extends PostReads {
  constructor(private readonly database: Database<DiscordTables>) {
    super();
  }

  async newest(after: PostPlace | undefined, size: number): Promise<PostView[]> {
    const rows = await this.database.query
      .selectFrom('posts')
      .leftJoin('captured_posts', 'captured_posts.post_id', 'posts.id')
      .select([
        'posts.id as postId',
        'message_id as eventId',
        'channel',
        'posts.content as content',
        'announces',
        'status',
        'attempt as attempts',
        'occurred_at as occurredAt',
        'next_attempt_at as nextAttemptAt',
        'provider_id as messageId',
        'last_error as lastError',
        'captured_posts.post_id as capturedAs',
      ])
      .$if(after !== undefined, (posts) =>
        posts.where(
          sql<boolean>`(occurred_at, posts.id) < (${after?.occurredAt}::timestamptz, ${after?.postId}::uuid)`,
        ),
      )
      .orderBy('occurred_at', 'desc')
      .orderBy('posts.id', 'desc')
      .limit(size)
      .execute();
    return rows.map(({ capturedAs, ...post }) => ({
      ...post,
      nextAttemptAt: post.status === 'queued' ? post.nextAttemptAt : null,
      captured: capturedAs !== null,
    }));
  }
}
