import { BadgeAwardedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(BadgeAwardedIntegrationEvent)
export class BadgeAwardedConsumer extends BaseConsumer<BadgeAwardedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ userId, name, points, metadata }: BadgeAwardedIntegrationEvent): NotifyPerson {
    const notice = { type: 'badge-awarded', values: { name, points } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, userId);
  }
}
