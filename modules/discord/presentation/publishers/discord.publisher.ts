import { WebhookDisabledIntegrationEvent } from '@boardwalk/integration-events';
import { BasePublisher, keptPrivate, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type { DiscordEvent, WebhookDisabled } from '../../domain/webhook.events.js';

@Injectable()
export class DiscordPublisher extends BasePublisher<DiscordEvent> {
  protected readonly publishes: Publishes<DiscordEvent> = {
    WebhookRegistered: keptPrivate,
    WebhookDisabled: (event) => this.publishWebhookDisabled(event),
    WebhookRemoved: keptPrivate,
  };

  publishWebhookDisabled({ webhookId, ownerUserId, reason }: WebhookDisabled): void {
    this.publish(new WebhookDisabledIntegrationEvent({ webhookId, ownerUserId, reason }));
  }
}
