import { Clock } from '@boardwalk/domain';
import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { EmailOutbox, type NewEmail } from '../application/email-outbox.js';
import { Fingerprints } from '../application/fingerprints.js';
import { MailSettings } from '../application/mail-settings.js';
import type { Subject } from '../application/muted-kinds.js';
import type { MailKind } from '../domain/mail-kind.js';
import { emailLogId } from './email-log-id.js';
import { LetterSeal } from './letter-seal.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresEmailOutbox extends EmailOutbox {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly intents: IntentSender,
    private readonly settings: MailSettings,
    private readonly fingerprints: Fingerprints,
    private readonly letters: LetterSeal,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add(emails: readonly NewEmail[]): Promise<void> {
    if (emails.length === 0) return;
    await this.database.query
      .insertInto('emails')
      .values(emails.map((email) => this.rowOf(email)))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    this.intents.written();
  }

  async takeBack(from: Subject, kind: MailKind): Promise<void> {
    const [column, value] =
      'userId' in from
        ? (['user_id', from.userId] as const)
        : (['address_fingerprint', from.addressFingerprint] as const);
    await this.database.query
      .deleteFrom('emails')
      .where(column, '=', value)
      .where('kind', '=', kind)
      .where('status', '=', 'queued')
      .execute();
  }

  async forget(userId: string, address: string | null): Promise<void> {
    const recipient = address?.toLowerCase() ?? null;
    const theirs = await this.database.query
      .deleteFrom('emails')
      .where(({ eb, or, fn }) =>
        or([
          eb('user_id', '=', userId),
          eb('names_user_id', '=', userId),
          eb(fn<string>('lower', ['recipient']), '=', recipient),
        ]),
      )
      .returning('message_id')
      .execute();
    // A mail that is being captured holds its row, so this sees what became of it.
    const messageIds = theirs.map(({ message_id }) => message_id);
    await this.database.query
      .deleteFrom('captured_mail')
      .where(({ eb, or, fn, val }) =>
        or([
          eb('message_id', '=', fn.any(val(messageIds))),
          eb(fn<string>('lower', ['recipient']), '=', recipient),
        ]),
      )
      .execute();
  }

  private rowOf(email: NewEmail) {
    const { eventId, templateKey, userId } = email;
    const id = emailLogId(eventId, templateKey, email.isOneOfMany === true ? userId : undefined);
    return {
      id,
      event_id: eventId,
      template_key: templateKey,
      kind: email.kind,
      recipient: email.to,
      address_fingerprint: this.fingerprints.ofAddress(email.to),
      user_id: userId ?? null,
      names_user_id: email.namesUserId ?? null,
      subject: email.subject,
      text: this.letters.seal(id, email.text),
      html: this.letters.seal(id, email.html),
      unsubscribe_url: email.unsubscribeUrl ?? null,
      message_id: `<${id}@${this.settings.domain}>`,
      occurred_at: email.occurredAt,
      status: 'queued',
      attempt: 0,
      next_attempt_at: this.clock.now(),
      trace: this.intents.trace(),
    };
  }
}
