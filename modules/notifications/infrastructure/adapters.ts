import type { Provider } from '@nestjs/common';
import { EmailOutbox } from '../application/email-outbox.js';
import { MailReads } from '../application/mail-reads.js';
import { MailTransport } from '../application/mail-transport.js';
import { CapturedMailTransport } from './captured-mail-transport.js';
import { EmailSender } from './email-sender.js';
import { PostgresEmailOutbox } from './postgres-email-outbox.js';
import { PostgresMailReads } from './postgres-mail-reads.js';
import { SmtpMailTransport } from './smtp-mail-transport.js';

/** Where mails are kept and read, and what sends them. */
export const storage: Provider[] = [
  { provide: EmailOutbox, useClass: PostgresEmailOutbox },
  { provide: MailReads, useClass: PostgresMailReads },
  EmailSender,
];

/** @param smtpUrl undefined keeps every mail here */
export function mailTransport(smtpUrl: string | undefined): Provider {
  return smtpUrl === undefined
    ? { provide: MailTransport, useClass: CapturedMailTransport }
    : { provide: MailTransport, useValue: new SmtpMailTransport(smtpUrl) };
}
