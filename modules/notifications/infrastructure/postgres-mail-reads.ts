import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import {
  type MailAttempt,
  MailReads,
  type MailStatus,
  type MailsWanted,
  type MailView,
} from '../application/mail-reads.js';
import { maskedAddress } from '../domain/email-address.js';
import { MailNotFoundError } from '../domain/mail.errors.js';
import type { NotificationsTables } from './tables.js';

/** A mail that came back, or was not handed over, is told by more than its status as a call. */
const shownStatus = sql<MailStatus>`CASE WHEN bounced_at IS NOT NULL THEN 'bounced'
  WHEN suppressed AND status = 'failed' THEN 'suppressed' ELSE status END`;

@Injectable()
export class PostgresMailReads extends MailReads {
  constructor(private readonly database: Database<NotificationsTables>) {
    super();
  }

  async newest({ to, status, after, size }: MailsWanted): Promise<MailView[]> {
    const rows = await this.rows()
      .$if(to !== undefined, (mails) => mails.where(sql`lower(emails.recipient)`, '=', to?.toLowerCase()))
      .$if(status !== undefined, (mails) => mails.where(shownStatus, '=', status ?? 'queued'))
      .$if(after !== undefined, (mails) =>
        mails.where(
          sql<boolean>`(occurred_at, emails.id) < (${after?.occurredAt}::timestamptz, ${after?.emailLogId}::uuid)`,
        ),
      )
      .orderBy('occurred_at', 'desc')
      .orderBy('emails.id', 'desc')
      .limit(size)
      .execute();
    return rows.map(viewOf);
  }

  async show(emailLogId: string): Promise<MailView & { readonly history: readonly MailAttempt[] }> {
    const row = await this.rows().where('emails.id', '=', emailLogId).executeTakeFirst();
    if (row === undefined) throw new MailNotFoundError();
    const history = await this.database.query
      .selectFrom('emails_attempts')
      .select(['attempt', 'started_at as startedAt', 'ended_at as endedAt', 'outcome', 'error'])
      .where('intent_id', '=', emailLogId)
      .orderBy('attempt')
      .execute();
    return { ...viewOf(row), history };
  }

  private rows() {
    return this.database.query
      .selectFrom('emails')
      .leftJoin('captured_mail', 'captured_mail.message_id', 'emails.message_id')
      .select([
        'emails.id as emailLogId',
        'event_id as eventId',
        'template_key as templateKey',
        'emails.recipient as to',
        'emails.subject as subject',
        shownStatus.as('status'),
        'attempt as attempts',
        'occurred_at as occurredAt',
        'next_attempt_at as nextAttemptAt',
        'provider_id as providerId',
        'last_error as lastError',
        'bounced_at',
        'bounce_kind',
        'bounce_reason',
        'captured_mail.text as text',
      ]);
  }
}

type Row = Omit<MailView, 'nextAttemptAt' | 'bounce'> & {
  readonly nextAttemptAt: Date;
  readonly bounced_at: Date | null;
  readonly bounce_kind: string | null;
  readonly bounce_reason: string | null;
};

function viewOf({ bounced_at: at, bounce_kind: kind, bounce_reason: reason, ...row }: Row): MailView {
  return {
    ...row,
    to: maskedAddress(row.to),
    nextAttemptAt: row.status === 'queued' ? row.nextAttemptAt : null,
    bounce: at === null ? null : { at, kind: kind ?? '', reason: reason ?? '' },
  };
}
