import { TierReachedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(TierReachedIntegrationEvent)
export class TierReachedConsumer extends BaseConsumer<TierReachedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ userId, to, total, metadata }: TierReachedIntegrationEvent): NotifyPerson {
    const notice = { type: 'tier-reached', values: { tier: to, total } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, userId);
  }
}
