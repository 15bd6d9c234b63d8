import type { EventMetadata, Fields } from '../contract.js';

/**
 * Discord does not know a webhook any more, so nothing is posted to it until it is replaced.
 * @track discord_webhook_disabled
 * @public false
 */
export class WebhookDisabledIntegrationEvent {
  static readonly type = 'discord.webhook-disabled.v1';
  static readonly key = 'webhookId';
  /** @minLength 1 */
  readonly webhookId!: string;
  /**
   * Who had registered it.
   * @minLength 1
   */
  readonly ownerUserId!: string;
  /** @minLength 1 */
  readonly reason!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<WebhookDisabledIntegrationEvent>) {
    Object.assign(this, fields);
  }
}
