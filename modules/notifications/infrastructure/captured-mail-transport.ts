import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type MailOutcome, MailTransport, type OutgoingEmail } from '../application/mail-transport.js';
import type { NotificationsTables } from './tables.js';

/** The mailbox of a program without a mail server: keeps what would have gone out, where operators can read it. */
@Injectable()
export class CapturedMailTransport extends MailTransport {
  readonly destination = 'mailbox';

  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Nothing is kept of a mail whose person was forgotten meanwhile: its row is held, or gone. */
  async send({ messageId, from, to, subject, text, html }: OutgoingEmail): Promise<MailOutcome> {
    await sql`
      INSERT INTO ${this.database.table('captured_mail')}
        (message_id, sender, recipient, subject, text, html, captured_at)
      SELECT message_id, ${from.address}, ${to}, ${subject}, ${text}, ${html}, ${this.clock.now()}::timestamptz
      FROM ${this.database.table('emails')} WHERE message_id = ${messageId} FOR KEY SHARE
      ON CONFLICT (message_id) DO NOTHING`.execute(this.database.query);
    return { kind: 'accepted', providerId: messageId };
  }
}
