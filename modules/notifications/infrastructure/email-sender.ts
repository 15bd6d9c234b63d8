import { type IntentRow, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MailSettings } from '../application/mail-settings.js';
import { type MailOutcome, MailTransport } from '../application/mail-transport.js';
import { type SuppressionReason, Suppressions } from '../application/suppressions.js';
import { LetterSeal } from './letter-seal.js';
import type { NotificationsTables } from './tables.js';

interface EmailIntent extends IntentRow {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly unsubscribe_url: string | null;
  readonly message_id: string;
}

/** Longest time, in milliseconds, that handing over one mail may take. */
export const sendingLimitMs = 60_000;

/** Sends what the outbox holds: with these waits a mail is tried for about six hours. */
@Injectable()
export class EmailSender implements OnModuleInit {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly intents: IntentSender,
    private readonly transport: MailTransport,
    private readonly suppressions: Suppressions,
    private readonly letters: LetterSeal,
    private readonly settings: MailSettings,
  ) {}

  onModuleInit(): void {
    this.intents.serve<EmailIntent, NotificationsTables>(this.database, {
      table: 'emails',
      call: (intent) => this.send(intent),
      attempts: 50,
      firstDelayMs: 2_000,
      longestDelayMs: 15 * 60_000,
      timeoutMs: sendingLimitMs,
      concurrency: 4,
      destination: this.transport.destination,
      isRepeatable: true,
    });
  }

  private async send(intent: EmailIntent): Promise<MailOutcome> {
    const { id, recipient, subject } = intent;
    if (intent.text === null || intent.html === null)
      return refused(`the text of e-mail ${id} was forgotten when it was parked`, true);
    const [text, html] = [this.letters.open(id, intent.text), this.letters.open(id, intent.html)];
    if (text === null || html === null)
      return refused(`the text of e-mail ${id} was kept under another BOARDWALK_SECRET`, true);
    let suppressed: SuppressionReason | null;
    try {
      suppressed = await this.suppressions.reasonFor(recipient);
      if (suppressed !== null) await this.markSuppressed(id);
    } catch {
      // Nothing was handed over yet, so this is no unknown outcome.
      return refused('the list of suppressed addresses could not be read', false);
    }
    if (suppressed !== null) return refused(`not sent: the address is suppressed (${suppressed})`, true);

    const outcome = await this.transport.send({
      messageId: intent.message_id,
      from: this.settings.sender,
      to: recipient,
      subject,
      text,
      html,
      ...(intent.unsubscribe_url !== null && { unsubscribeUrl: intent.unsubscribe_url }),
    });
    if (outcome.kind === 'refused' && outcome.noSuchRecipient === true)
      await this.suppressions.add(recipient, 'refused-recipient', outcome.error);
    return outcome;
  }

  private async markSuppressed(id: string): Promise<void> {
    await this.database.query.updateTable('emails').set({ suppressed: true }).where('id', '=', id).execute();
  }
}

function refused(error: string, permanent: boolean): MailOutcome {
  return { kind: 'refused', permanent, error };
}
