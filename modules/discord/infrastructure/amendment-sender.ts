import { type IntentRow, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { PostOutcome } from '../application/channel.js';
import { channelsAtOnce } from '../domain/limits.js';
import { Channels } from './channels.js';
import { postingLimitMs } from './post-sender.js';
import type { DiscordTables } from './tables.js';

interface AmendmentIntent extends IntentRow {
  readonly post_id: string;
}

/** Brings messages in line with what their posts say by now. */
@Injectable()
export class AmendmentSender implements OnModuleInit {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly intents: IntentSender,
    private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.intents.serve<AmendmentIntent, DiscordTables>(this.database, {
      table: 'amendments',
      call: (amendment) => this.amend(amendment),
      attempts: 50,
      firstDelayMs: 2_000,
      longestDelayMs: 15 * 60_000,
      timeoutMs: postingLimitMs,
      concurrency: channelsAtOnce,
      lane: 'channel',
      destination: this.channels.destination,
      isRepeatable: true,
      isIdempotent: true,
    });
  }

  private async amend({ post_id }: AmendmentIntent): Promise<PostOutcome> {
    const post = await this.database.query
      .selectFrom('posts')
      .select(['id', 'channel', 'status', 'content', 'provider_id'])
      .where('id', '=', post_id)
      .executeTakeFirstOrThrow();
    if (post.status === 'failed') return { kind: 'accepted' };
    if (post.status === 'unknown')
      return { kind: 'refused', permanent: true, error: 'Nobody knows whether the message was posted.' };
    if (post.status !== 'sent')
      return { kind: 'refused', permanent: false, error: 'The message is on its way.' };
    const channel = await this.channels.channel(post.channel);
    if (channel === null)
      return { kind: 'refused', permanent: true, error: 'The webhook was removed by its owner.' };
    const content = post.content === '' ? null : post.content;
    return channel.amend({ id: post.id, messageId: post.provider_id, content });
  }
}
