import { cursor, cutPage, limit, type Page, pageOf, Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { MailReads, type MailView } from '../../application/mail-reads.js';

const place = cursor(z.strictObject({ occurredAt: z.iso.datetime(), emailLogId: z.uuid() }));
const List = z.strictObject({
  to: z.string().min(3).max(254).optional(),
  limit,
  cursor: place.optional(),
});

const Mail = z.object({
  emailLogId: z.uuid(),
  eventId: z.uuid().meta({ description: 'The fact that asked for the mail.' }),
  templateKey: z.string(),
  to: z.string().meta({ description: 'The address, masked.' }),
  subject: z.string(),
  status: z.enum(['queued', 'sending', 'sent', 'failed', 'unknown']).meta({
    description:
      '`unknown`: the connection was lost when the server may have had the whole mail. It is not sent again by itself.',
  }),
  attempts: z.int(),
  occurredAt: z.date(),
  nextAttemptAt: z.date().nullable(),
  providerId: z.string().nullable(),
  lastError: z.string().nullable(),
  text: z.string().nullable().meta({
    description:
      'What the mail says, if it was captured here because no mail server is configured. Of mails that go to a server nothing is kept.',
  }),
});

@Controller('api/v1/operator/mail')
@Policy('operator')
export class MailController {
  constructor(private readonly mails: MailReads) {}

  @Get()
  @Summary('List mails and what became of them, newest first')
  @Returns(200, pageOf(Mail))
  async list(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<MailView>> {
    const after = query.cursor && { ...query.cursor, occurredAt: new Date(query.cursor.occurredAt) };
    const rows = await this.mails.newest(query.to, after, query.limit + 1);
    return cutPage(rows, query.limit, ({ occurredAt, emailLogId }) =>
      z.encode(place, { occurredAt: occurredAt.toISOString(), emailLogId }),
    );
  }
}
