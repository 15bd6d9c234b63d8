import { createHash } from 'node:crypto';
import type { WebhookAddress } from '../domain/webhook-address.js';
import type { ApiRoot } from './api-root.js';

/** Where a webhook is called: made of its id and token and nothing else. */
export class WebhookEndpoint {
  private readonly root: string;

  constructor({ discordId, token }: WebhookAddress, api: ApiRoot) {
    this.root = `${api.url}/webhooks/${discordId}/${token}`;
  }

  /** Discord answers when the message is there, and not before. */
  get posting(): string {
    return `${this.root}?wait=true`;
  }

  message(id: string): string {
    return `${this.root}/messages/${encodeURIComponent(id)}`;
  }
}

/** Recognises a webhook, or a bot's channel, without telling how to post there. */
export function fingerprintOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url');
}
