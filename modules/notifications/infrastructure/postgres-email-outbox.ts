import { Clock } from '@boardwalk/domain';
import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { EmailOutbox, type NewEmail } from '../application/email-outbox.js';
import { MailSettings } from '../application/mail-settings.js';
import { emailLogId } from './email-log-id.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresEmailOutbox extends EmailOutbox {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly intents: IntentSender,
    private readonly settings: MailSettings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add({ eventId, occurredAt, templateKey, to, subject, text, html }: NewEmail): Promise<void> {
    const id = emailLogId(eventId, templateKey);
    await this.database.query
      .insertInto('emails')
      .values({
        id,
        event_id: eventId,
        template_key: templateKey,
        recipient: to,
        subject,
        text,
        html,
        message_id: `<${id}@${this.settings.domain}>`,
        occurred_at: occurredAt,
        status: 'queued',
        attempt: 0,
        next_attempt_at: this.clock.now(),
        trace: this.intents.trace(),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    this.intents.written();
  }
}
