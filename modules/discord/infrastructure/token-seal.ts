import { Seal } from '@boardwalk/persistence';

/**
 * Tokens of webhooks, sealed for the database. With another secret they cannot be opened, and the webhooks have to be
 * registered again.
 */
export class TokenSeal {
  private readonly tokens: Seal;

  /** @param secret at least 128 random bits */
  constructor(secret: string) {
    this.tokens = Seal.for('discord webhook tokens', secret);
  }

  /** @param webhookId what it opens for, and nothing else */
  seal(token: string, webhookId: string): string {
    return this.tokens.sealText(token, webhookId);
  }

  /** Null when the secret, the text or the webhook differs from what it was sealed with. */
  open(sealed: string, webhookId: string): string | null {
    return this.tokens.openText(sealed, webhookId);
  }
}
