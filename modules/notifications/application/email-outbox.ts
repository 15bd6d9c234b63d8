import type { TemplateKey } from './templates/templates.js';

/** A mail that is to be sent, as the fact that asks for it decides it. */
export interface NewEmail {
  /** The fact. It asks for a mail of one template once, however often it is delivered. */
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly templateKey: TemplateKey;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Mails that the running transaction promises to send. */
export abstract class EmailOutbox {
  abstract add(email: NewEmail): Promise<void>;
}
