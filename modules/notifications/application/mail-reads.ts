/** A mail as operators see it. */
export interface MailView {
  readonly emailLogId: string;
  readonly eventId: string;
  readonly templateKey: string;
  /** Masked: `a…@e…`. */
  readonly to: string;
  readonly subject: string;
  readonly status: MailStatus;
  /** Calls made so far. */
  readonly attempts: number;
  /** When the fact happened that asked for the mail. */
  readonly occurredAt: Date;
  /** When it is tried next; null once it is settled. */
  readonly nextAttemptAt: Date | null;
  readonly providerId: string | null;
  readonly lastError: string | null;
  /** How it came back; null unless it did. */
  readonly bounce: MailBounce | null;
  /** What a mail says that was captured here; null for mails that went to a server. */
  readonly text: string | null;
}

/** Where a mail is on its way. `suppressed` and `bounced` are ways of not arriving. */
export const mailStatuses = [
  'queued',
  'sending',
  'sent',
  'failed',
  'unknown',
  'suppressed',
  'bounced',
] as const;
export type MailStatus = (typeof mailStatuses)[number];

export interface MailBounce {
  readonly kind: string;
  readonly reason: string;
  readonly at: Date;
}

/** One call to a mail server, and how it ended. */
export interface MailAttempt {
  readonly attempt: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Null while it lasts. */
  readonly outcome: string | null;
  readonly error: string | null;
}

/** Where a page of mails ends. */
export interface MailPlace {
  readonly occurredAt: Date;
  readonly emailLogId: string;
}

export interface MailsWanted {
  /** To anyone unless an address is given. */
  readonly to: string | undefined;
  readonly status: MailStatus | undefined;
  readonly after: MailPlace | undefined;
  readonly size: number;
}

export abstract class MailReads {
  /** Newest first, from the one after `after`. */
  abstract newest(wanted: MailsWanted): Promise<MailView[]>;

  /** One mail with everything that was tried for it. @throws {MailNotFoundError} */
  abstract show(emailLogId: string): Promise<MailView & { readonly history: readonly MailAttempt[] }>;
}
