import { type IntentRow, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { PostOutcome } from '../application/channel.js';
import { channelsAtOnce } from '../domain/limits.js';
import { Channels } from './channels.js';
import type { DiscordTables } from './tables.js';

interface PostIntent extends IntentRow {
  readonly channel: string;
  readonly content: string;
}

/** Longest time, in milliseconds, that one post may take: a bot's is tried three times. */
export const postingLimitMs = 65_000;

/** Makes the posts that the outbox holds, in each channel one after another. */
@Injectable()
export class PostSender implements OnModuleInit {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly intents: IntentSender,
    private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.intents.serve<PostIntent, DiscordTables>(this.database, {
      table: 'posts',
      call: (post) => this.post(post),
      attempts: 20,
      firstDelayMs: 1_000,
      longestDelayMs: 5 * 60_000,
      timeoutMs: postingLimitMs,
      concurrency: channelsAtOnce,
      lane: 'channel',
      destination: this.channels.destination,
      isRepeatable: true,
    });
  }

  private async post({ id, channel: name, content }: PostIntent): Promise<PostOutcome> {
    const channel = await this.channels.channel(name);
    if (channel === null)
      return { kind: 'refused', permanent: true, error: 'The webhook was removed by its owner.' };
    return channel.post({ id, content });
  }
}
