import { cursor, cutPage, limit, type Page, pageOf, Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { PostReads, type PostView } from '../../application/post-reads.js';

const place = cursor(z.strictObject({ occurredAt: z.iso.datetime(), postId: z.uuid() }));
const List = z.strictObject({ limit, cursor: place.optional() });

const DiscordMessage = z.object({
  postId: z.uuid(),
  eventId: z.uuid().meta({ description: 'The fact that it announces, the first one of several.' }),
  announces: z.int().meta({ description: 'How many facts it announces; 0 when all of them were withdrawn.' }),
  channel: z.string().meta({
    description: "`house` for the community's channel, else the id of a webhook that a person registered.",
  }),
  content: z.string(),
  status: z.enum(['queued', 'sending', 'sent', 'failed', 'unknown']).meta({
    description: '`unknown`: nobody knows whether Discord took it. It is not posted again by itself.',
  }),
  attempts: z.int(),
  occurredAt: z.date(),
  nextAttemptAt: z.date().nullable(),
  messageId: z.string().nullable().meta({ description: "Discord's id of the message." }),
  lastError: z.string().nullable(),
  captured: z
    .boolean()
    .meta({ description: 'Whether it was kept here because neither a webhook nor a bot is configured.' }),
});

@Controller('api/v1/operator/discord-messages')
@Policy('operator')
export class DiscordMessagesController {
  constructor(private readonly posts: PostReads) {}

  @Get()
  @Summary('List posts and what became of them, newest first')
  @Returns(200, pageOf(DiscordMessage))
  async list(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<PostView>> {
    const after = query.cursor && { ...query.cursor, occurredAt: new Date(query.cursor.occurredAt) };
    const rows = await this.posts.newest(after, query.limit + 1);
    return cutPage(rows, query.limit, ({ occurredAt, postId }) =>
      z.encode(place, { occurredAt: occurredAt.toISOString(), postId }),
    );
  }
}
