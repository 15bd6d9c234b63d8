import type { Provider } from '@nestjs/common';
import { Channel } from '../application/channel.js';
import { PostOutbox } from '../application/post-outbox.js';
import { PostReads } from '../application/post-reads.js';
import { PrivatePeople } from '../application/private-people.js';
import { CapturedChannel } from './captured-channel.js';
import { PostSender } from './post-sender.js';
import { PostgresPostOutbox } from './postgres-post-outbox.js';
import { PostgresPostReads } from './postgres-post-reads.js';
import { PostgresPrivatePeople } from './postgres-private-people.js';
import { WebhookAddress } from './webhook-address.js';
import { WebhookChannel } from './webhook-channel.js';
import { WebhookStanding } from './webhook-standing.js';

/** Where posts are kept and read, and what makes them. */
export const storage: Provider[] = [
  { provide: PrivatePeople, useClass: PostgresPrivatePeople },
  { provide: PostOutbox, useClass: PostgresPostOutbox },
  { provide: PostReads, useClass: PostgresPostReads },
  WebhookStanding,
  PostSender,
];

/** @param webhookUrl undefined keeps every post here */
export function channel(webhookUrl: string | undefined, apiUrl: string | undefined): Provider {
  if (webhookUrl === undefined) return { provide: Channel, useClass: CapturedChannel };
  const address = WebhookAddress.parse(webhookUrl, apiUrl);
  return {
    provide: Channel,
    useFactory: (standing: WebhookStanding) => new WebhookChannel(address, standing),
    inject: [WebhookStanding],
  };
}
