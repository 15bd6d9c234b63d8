import type { Webhook } from './webhook.js';

export abstract class WebhookRepository {
  /** Held until the end of the unit of work. */
  abstract get(id: string): Promise<Webhook | null>;
  /** All of a person, held until the end of the unit of work: none is added meanwhile. */
  abstract ofOwner(userId: string): Promise<Webhook[]>;
  /** @throws {WebhookRegisteredError} when somebody has registered the same webhook */
  abstract save(webhook: Webhook): Promise<void>;
}
