import type { Provider } from '@nestjs/common';
import { HiddenPeople } from '../application/hidden-people.js';
import { PostOutbox } from '../application/post-outbox.js';
import { PostReads } from '../application/post-reads.js';
import { WebhookReads } from '../application/webhook-reads.js';
import { WebhookRepository } from '../domain/webhook.repository.js';
import { AmendmentSender } from './amendment-sender.js';
import { Channels } from './channels.js';
import { DiscordCalls } from './discord-calls.js';
import { DiscordRetention } from './discord-retention.js';
import { GoneAddresses } from './gone-addresses.js';
import { PostSender } from './post-sender.js';
import { PostgresBursts } from './postgres-bursts.js';
import { PostgresHiddenPeople } from './postgres-hidden-people.js';
import { PostgresMessages } from './postgres-messages.js';
import { PostgresPostOutbox } from './postgres-post-outbox.js';
import { PostgresPostReads } from './postgres-post-reads.js';
import { PostgresWebhookReads } from './postgres-webhook-reads.js';
import { PostgresWebhookRepository } from './postgres-webhook.repository.js';
import { RateLimits } from './rate-limits.js';

/** Where posts and webhooks are kept and read, and what makes the calls. */
export const storage: Provider[] = [
  { provide: HiddenPeople, useClass: PostgresHiddenPeople },
  { provide: PostOutbox, useClass: PostgresPostOutbox },
  { provide: PostReads, useClass: PostgresPostReads },
  { provide: WebhookRepository, useClass: PostgresWebhookRepository },
  { provide: WebhookReads, useClass: PostgresWebhookReads },
  PostgresBursts,
  PostgresMessages,
  RateLimits,
  GoneAddresses,
  {
    provide: DiscordCalls,
    useFactory: (limits: RateLimits) => new DiscordCalls(limits),
    inject: [RateLimits],
  },
  Channels,
  PostSender,
  AmendmentSender,
  DiscordRetention,
];
