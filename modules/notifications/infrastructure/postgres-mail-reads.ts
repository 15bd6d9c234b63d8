import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type MailPlace, MailReads, type MailView } from '../application/mail-reads.js';
import { maskedAddress } from '../domain/email-address.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresMailReads extends MailReads {
  constructor(private readonly database: Database<NotificationsTables>) {
    super();
  }

  async newest(to: string | undefined, after: MailPlace | undefined, size: number): Promise<MailView[]> {
    const rows = await this.database.query
      .selectFrom('emails')
      .leftJoin('captured_mail', 'captured_mail.message_id', 'emails.message_id')
      .select([
        'emails.id as emailLogId',
        'event_id as eventId',
        'template_key as templateKey',
        'emails.recipient as to',
        'emails.subject as subject',
        'status',
        'attempt as attempts',
        'occurred_at as occurredAt',
        'next_attempt_at as nextAttemptAt',
        'provider_id as providerId',
        'last_error as lastError',
        'captured_mail.text as text',
      ])
      .$if(to !== undefined, (mails) => mails.where(sql`lower(emails.recipient)`, '=', to?.toLowerCase()))
      .$if(after !== undefined, (mails) =>
        mails.where(
          sql<boolean>`(occurred_at, emails.id) < (${after?.occurredAt}::timestamptz, ${after?.emailLogId}::uuid)`,
        ),
      )
      .orderBy('occurred_at', 'desc')
      .orderBy('emails.id', 'desc')
      .limit(size)
      .execute();
    return rows.map((row) => ({
      ...row,
      to: maskedAddress(row.to),
      nextAttemptAt: row.status === 'queued' ? row.nextAttemptAt : null,
    }));
  }
}
