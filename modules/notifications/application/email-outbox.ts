import type { MailKind } from '../domain/mail-kind.js';
import type { Subject } from './muted-kinds.js';
import type { TemplateKey } from './templates/templates.js';

/** A mail that is to be sent, as the fact that asks for it decides it. */
export interface NewEmail {
  /** The fact. It asks one recipient for a mail of one template once, however often it is delivered. */
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly templateKey: TemplateKey;
  readonly kind: MailKind;
  readonly to: string;
  /** Whose account it belongs to; it goes with the account. */
  readonly userId?: string | undefined;
  /** True when the fact asks for a mail to each of several people. */
  readonly isOneOfMany?: boolean;
  /** Whom it names beside the recipient; it goes with their account as well. */
  readonly namesUserId?: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Undefined for mails that cannot be switched off. */
  readonly unsubscribeUrl?: string | undefined;
}

/** Mails that the running transaction promises to send. */
export abstract class EmailOutbox {
  abstract add(emails: readonly NewEmail[]): Promise<void>;

  /** Takes back what waits to be sent to somebody about something. */
  abstract takeBack(from: Subject, kind: MailKind): Promise<void>;

  /**
   * Removes every trace of a person: mails to them, and mails that name them.
   * @param address the one that they had proved, so that mails to it were theirs
   */
  abstract forget(userId: string, address: string | null): Promise<void>;
}
