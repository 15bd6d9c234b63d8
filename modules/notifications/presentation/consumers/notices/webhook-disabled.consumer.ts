import { WebhookDisabledIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(WebhookDisabledIntegrationEvent)
export class WebhookDisabledConsumer extends BaseConsumer<WebhookDisabledIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ ownerUserId, reason, metadata }: WebhookDisabledIntegrationEvent): NotifyPerson {
    const notice = { type: 'webhook-disabled', values: { reason } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, ownerUserId);
  }
}
