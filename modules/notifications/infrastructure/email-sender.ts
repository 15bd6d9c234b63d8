import { type IntentRow, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MailSettings } from '../application/mail-settings.js';
import { type MailOutcome, MailTransport } from '../application/mail-transport.js';
import type { NotificationsTables } from './tables.js';

interface EmailIntent extends IntentRow {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
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
      isRepeatable: false,
    });
  }

  private async send({ id, recipient, subject, text, html, message_id }: EmailIntent): Promise<MailOutcome> {
    if (text === null || html === null)
      throw new Error(
        `E-mail ${id} has lost its text: a row that was settled before must not be queued again.`,
      );
    const from = this.settings.sender;
    return this.transport.send({ messageId: message_id, from, to: recipient, subject, text, html });
  }
}
