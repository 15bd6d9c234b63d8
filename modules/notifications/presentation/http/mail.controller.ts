import {
  cursor,
  cutPage,
  limit,
  type Page,
  pageOf,
  Policy,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { MailReads, mailStatuses, type MailView } from '../../application/mail-reads.js';
import { type Bounced, type BounceEffect, ReportBounce } from '../../application/report-bounce.js';

const place = cursor(z.strictObject({ occurredAt: z.iso.datetime(), emailLogId: z.uuid() }));
const status = z.enum(mailStatuses).meta({
  description:
    '`unknown`: the connection was lost when the server may have had the whole mail. It is not sent again by itself; settle it among the unknown calls. `suppressed`: its address takes no mail. `bounced`: a server accepted it, and it came back.',
});
const List = z.strictObject({
  to: z.string().min(3).max(254).optional(),
  status: status.optional(),
  limit,
  cursor: place.optional(),
});

const Mail = z.object({
  emailLogId: z.uuid(),
  eventId: z.uuid().meta({ description: 'The fact that asked for the mail.' }),
  templateKey: z.string(),
  to: z.string().meta({ description: 'The address, masked.' }),
  subject: z.string(),
  status,
  attempts: z.int(),
  occurredAt: z.date(),
  nextAttemptAt: z.date().nullable().meta({ description: 'Null once it is not tried any more.' }),
  providerId: z.string().nullable(),
  lastError: z.string().nullable(),
  bounce: z.object({ kind: z.string(), reason: z.string(), at: z.date() }).nullable(),
  text: z.string().nullable().meta({
    description:
      'What the mail says, if it was captured here because no mail server is configured. Of mails that go to a server nothing is kept.',
  }),
});
const MailWithHistory = Mail.extend({
  history: z.array(
    z.object({
      attempt: z.int(),
      startedAt: z.date(),
      endedAt: z.date().nullable(),
      outcome: z
        .string()
        .nullable()
        .meta({ description: '`accepted`, `refused` or `unknown`; null while it lasts.' }),
      error: z.string().nullable(),
    }),
  ),
});

const reported = {
  kind: z.enum(['hard', 'soft', 'complaint']).meta({
    description:
      '`hard`: nobody is there. `soft`: it came back for now. `complaint`: its reader called it spam. `hard` and `complaint` suppress the address.',
  }),
  reason: z.string().trim().min(1).max(500).meta({ description: 'What the server or the provider said.' }),
};
const Bounce = z.union([
  z.strictObject({ emailLogId: z.uuid(), ...reported }),
  z.strictObject({ messageId: z.string().min(3).max(998), ...reported }),
  z.strictObject({ address: z.string().min(3).max(254), ...reported }),
]);

@Controller('api/v1/operator/mail')
@Policy('operator')
export class MailController {
  constructor(
    private readonly mails: MailReads,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Summary('List mails and what became of them, newest first')
  @Returns(200, pageOf(Mail))
  async list(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<MailView>> {
    const after = query.cursor && { ...query.cursor, occurredAt: new Date(query.cursor.occurredAt) };
    const { to, status: wanted, limit: size } = query;
    const rows = await this.mails.newest({ to, status: wanted, after, size: size + 1 });
    return cutPage(rows, size, ({ occurredAt, emailLogId }) =>
      z.encode(place, { occurredAt: occurredAt.toISOString(), emailLogId }),
    );
  }

  @Get(':emailLogId')
  @Summary('Show a mail and everything that was tried for it')
  @Returns(200, MailWithHistory)
  @Refuses('mail-not-found', 'not-found', 'There is no mail with this id.')
  show(@Param('emailLogId', { schema: z.uuid() }) emailLogId: string) {
    return this.mails.show(emailLogId);
  }

  @Post('bounces')
  @Summary('Report that a mail came back, or that its reader complained')
  @Returns(200, z.object({ recorded: z.boolean(), suppressed: z.boolean() }))
  @Refuses('mail-not-found', 'not-found', 'There is no mail with this id.')
  @Refuses('unusable-address', 'invalid', 'No mail could go to this address.')
  async report(@Body({ schema: Bounce }) bounce: z.infer<typeof Bounce>): Promise<BounceEffect> {
    return this.commands.execute(new ReportBounce(bouncedIn(bounce), bounce.kind, bounce.reason));
  }
}

function bouncedIn(bounce: z.infer<typeof Bounce>): Bounced {
  if ('emailLogId' in bounce) return { emailLogId: bounce.emailLogId };
  return 'messageId' in bounce ? { messageId: bounce.messageId } : { address: bounce.address };
}
