import { type IntentRow, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Channel } from '../application/channel.js';
import type { DiscordTables } from './tables.js';

interface PostIntent extends IntentRow {
  readonly content: string;
}

/** Longest time, in milliseconds, that one post may take. */
export const postingLimitMs = 25_000;

/** Makes the posts that the outbox holds, one after another. */
@Injectable()
export class PostSender implements OnModuleInit {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly intents: IntentSender,
    private readonly channel: Channel,
  ) {}

  onModuleInit(): void {
    this.intents.serve<PostIntent, DiscordTables>(this.database, {
      table: 'posts',
      call: ({ id, content }) => this.channel.post({ id, content }),
      attempts: 20,
      firstDelayMs: 1_000,
      longestDelayMs: 5 * 60_000,
      timeoutMs: postingLimitMs,
      concurrency: 1,
      destination: this.channel.destination,
      isRepeatable: true,
    });
  }
}
