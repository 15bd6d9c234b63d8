import { InvalidWebhookAddressError } from './webhook.errors.js';

const webhookPath = /^\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{15,21})\/([A-Za-z0-9_-]{10,128})$/;

/** A webhook as Discord knows it. Whoever knows the token may post. */
export class WebhookAddress {
  private constructor(
    readonly discordId: string,
    readonly token: string,
  ) {}

  /**
   * @param url `https://discord.com/api/webhooks/<id>/<token>`, of which nothing but id and token is kept
   * @throws {InvalidWebhookAddressError}
   */
  static parse(url: string): WebhookAddress {
    const parsed = URL.parse(url);
    const [, id, token] = webhookPath.exec(parsed?.pathname ?? '') ?? [];
    if (
      parsed?.origin !== 'https://discord.com' ||
      hasMore(parsed) ||
      id === undefined ||
      token === undefined
    )
      throw new InvalidWebhookAddressError();
    return new WebhookAddress(id, token);
  }

  /** @param token null when it was encrypted with another secret: such a webhook can be removed, and nothing else */
  static restore(discordId: string, token: string | null): WebhookAddress {
    return new WebhookAddress(discordId, token ?? '');
  }

  get isUsable(): boolean {
    return this.token !== '';
  }

  /** For people: tells webhooks apart and opens none. */
  get masked(): string {
    return maskedAddress(this.discordId);
  }

  toJSON(): string {
    return this.masked;
  }
}

export function maskedAddress(discordId: string): string {
  return `https://discord.com/api/webhooks/${discordId}/…`;
}

function hasMore({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` !== '';
}
