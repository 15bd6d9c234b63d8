import { KeyedFingerprints } from '@boardwalk/persistence';
import type { Provider } from '@nestjs/common';
import { Bounces } from '../application/bounces.js';
import { EmailOutbox } from '../application/email-outbox.js';
import { Fingerprints } from '../application/fingerprints.js';
import { Inbox } from '../application/inbox.js';
import { MailReads } from '../application/mail-reads.js';
import { MailSettings, type Sender } from '../application/mail-settings.js';
import { MailTransport } from '../application/mail-transport.js';
import { MutedKinds } from '../application/muted-kinds.js';
import { People } from '../application/people.js';
import { Pulls } from '../application/pulls.js';
import { Rounds } from '../application/rounds.js';
import { Suppressions } from '../application/suppressions.js';
import { UnsubscribeLinks } from '../application/unsubscribe-links.js';
import { CapturedMailTransport } from './captured-mail-transport.js';
import { EmailSender } from './email-sender.js';
import { LetterSeal } from './letter-seal.js';
import { PostgresBounces } from './postgres-bounces.js';
import { PostgresEmailOutbox } from './postgres-email-outbox.js';
import { PostgresInbox } from './postgres-inbox.js';
import { PostgresMailReads } from './postgres-mail-reads.js';
import { PostgresMutedKinds } from './postgres-muted-kinds.js';
import { PostgresPeople } from './postgres-people.js';
import { PostgresPulls } from './postgres-pulls.js';
import { PostgresRounds } from './postgres-rounds.js';
import { PostgresSuppressions } from './postgres-suppressions.js';
import { PublicMailSettings } from './public-mail-settings.js';
import { SignedUnsubscribeLinks } from './signed-unsubscribe-links.js';
import { SmtpMailTransport } from './smtp-mail-transport.js';

/** Where everything is kept and read, and what sends mails. */
export const storage: Provider[] = [
  { provide: EmailOutbox, useClass: PostgresEmailOutbox },
  { provide: MailReads, useClass: PostgresMailReads },
  { provide: People, useClass: PostgresPeople },
  { provide: Inbox, useClass: PostgresInbox },
  { provide: MutedKinds, useClass: PostgresMutedKinds },
  { provide: Pulls, useClass: PostgresPulls },
  { provide: Rounds, useClass: PostgresRounds },
  { provide: Suppressions, useClass: PostgresSuppressions },
  { provide: Bounces, useClass: PostgresBounces },
  EmailSender,
];

export interface MailOptions {
  /** Where people reach the program; the links in mails begin with it. */
  readonly publicUrl: string;
  /** Signs links, and hides addresses and what waits to be sent; at least 128 random bits. */
  readonly secret: string;
  /** Mail server; without one mails are captured here and shown to operators. */
  readonly smtpUrl?: string;
  /** Default: no-reply at the host of `publicUrl`. */
  readonly sender?: Sender;
}

/** What follows from what the program that runs this context decides. */
export function decided({ publicUrl, secret, smtpUrl, sender }: MailOptions): Provider[] {
  const settings = new PublicMailSettings(publicUrl, sender);
  return [
    { provide: MailSettings, useValue: settings },
    { provide: Fingerprints, useValue: new KeyedFingerprints(secret, 'notifications addresses') },
    { provide: LetterSeal, useValue: new LetterSeal(secret) },
    { provide: UnsubscribeLinks, useValue: new SignedUnsubscribeLinks(secret, settings) },
    smtpUrl === undefined
      ? { provide: MailTransport, useClass: CapturedMailTransport }
      : { provide: MailTransport, useValue: new SmtpMailTransport(smtpUrl) },
  ];
}
