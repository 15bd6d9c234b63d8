/** A webhook as its owner sees it. */
export interface WebhookView {
  readonly webhookId: string;
  /** Without the token. */
  readonly address: string;
  readonly registeredAt: Date;
  readonly disabledAt: Date | null;
  readonly disabledBecause: string | null;
}

export abstract class WebhookReads {
  /** A person's own, newest first, from the one after `after`. */
  abstract ofOwner(userId: string, after: string | undefined, size: number): Promise<WebhookView[]>;
}
