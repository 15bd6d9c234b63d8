import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(CollectiveCreatedIntegrationEvent)
export class CollectiveCreatedConsumer extends BaseConsumer<CollectiveCreatedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** The collective that everybody gets at sign-up is no news. */
  toCommand({
    createdByUserId,
    slug,
    name,
    personal,
    metadata,
  }: CollectiveCreatedIntegrationEvent): NotifyPerson | null {
    if (personal === true) return null;
    const notice = { type: 'collective-created', values: { slug, name } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, createdByUserId);
  }
}
