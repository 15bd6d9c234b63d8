import type { Sender } from './mail-settings.js';

/** A mail on its way out. */
export interface OutgoingEmail {
  /** With its angle brackets; the same at every attempt, so that receivers recognise a second copy. */
  readonly messageId: string;
  readonly from: Sender;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where the reader's program can switch such mails off by one request (RFC 8058). Absent when they cannot be. */
  readonly unsubscribeUrl?: string;
}

/** How handing a mail over ended. No address and no secret stands in `error`. */
export type MailOutcome =
  | { readonly kind: 'accepted'; readonly providerId?: string }
  | {
      readonly kind: 'refused';
      readonly permanent: boolean;
      readonly error: string;
      /** The server says that nobody is there: any mail to the address would come back. */
      readonly noSuchRecipient?: boolean;
    }
  | { readonly kind: 'unknown'; readonly error: string };

/** What takes mails over. */
export abstract class MailTransport {
  /** Where mails go, for traces: `smtp.example.org`. */
  abstract readonly destination: string;
  abstract send(email: OutgoingEmail): Promise<MailOutcome>;
}
