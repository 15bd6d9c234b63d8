import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
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

  async send({ messageId, from, to, subject, text, html }: OutgoingEmail): Promise<MailOutcome> {
    await this.database.query
      .insertInto('captured_mail')
      .values({
        message_id: messageId,
        sender: from.address,
        recipient: to,
        subject,
        text,
        html,
        captured_at: this.clock.now(),
      })
      .onConflict((conflict) => conflict.column('message_id').doNothing())
      .execute();
    return { kind: 'accepted', providerId: messageId };
  }
}
