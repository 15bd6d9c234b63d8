/** A mail as operators see it. */
export interface MailView {
  readonly emailLogId: string;
  readonly eventId: string;
  readonly templateKey: string;
  /** Masked: `a…@e…`. */
  readonly to: string;
  readonly subject: string;
  readonly status: string;
  /** Calls made so far. */
  readonly attempts: number;
  /** When the fact happened that asked for the mail. */
  readonly occurredAt: Date;
  /** When it is tried next; null once it is settled. */
  readonly nextAttemptAt: Date | null;
  readonly providerId: string | null;
  readonly lastError: string | null;
  /** What a mail says that was captured here; null for mails that went to a server. */
  readonly text: string | null;
}

/** Where a page of mails ends. */
export interface MailPlace {
  readonly occurredAt: Date;
  readonly emailLogId: string;
}

export abstract class MailReads {
  /** Newest first, from the one after `after`; to anyone unless an address is given. */
  abstract newest(to: string | undefined, after: MailPlace | undefined, size: number): Promise<MailView[]>;
}
