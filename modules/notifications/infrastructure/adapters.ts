import type { Provider } from '@nestjs/common';
import { EmailOutbox } from '../application/email-outbox.js';
import { MailReads } from '../application/mail-reads.js';
import { MailSettings, type Sender } from '../application/mail-settings.js';
import { MailTransport } from '../application/mail-transport.js';
import { CapturedMailTransport } from './captured-mail-transport.js';
import { EmailSender } from './email-sender.js';
import { PostgresEmailOutbox } from './postgres-email-outbox.js';
import { PostgresMailReads } from './postgres-mail-reads.js';
import { PublicMailSettings } from './public-mail-settings.js';
import { SmtpMailTransport } from './smtp-mail-transport.js';

/** Where mails are kept and read, and what sends them. */
export const storage: Provider[] = [
  { provide: EmailOutbox, useClass: PostgresEmailOutbox },
  { provide: MailReads, useClass: PostgresMailReads },
  EmailSender,
];

/** @param sender default: no-reply at the host of `publicUrl` */
export function mailSettings(publicUrl: string, sender?: Sender): Provider {
  return { provide: MailSettings, useValue: new PublicMailSettings(publicUrl, sender) };
}

/** @param smtpUrl undefined keeps every mail here */
export function mailTransport(smtpUrl: string | undefined): Provider {
  return smtpUrl === undefined
    ? { provide: MailTransport, useClass: CapturedMailTransport }
    : { provide: MailTransport, useValue: new SmtpMailTransport(smtpUrl) };
}
