import { MemberRemovedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(MemberRemovedIntegrationEvent)
export class MemberRemovedConsumer extends BaseConsumer<MemberRemovedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** Whoever left, or is gone altogether, needs not be told. */
  toCommand({ slug, userId, reason, metadata }: MemberRemovedIntegrationEvent): NotifyPerson | null {
    if (reason !== 'removed') return null;
    const notice = { type: 'removed-from-collective', values: { slug } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, userId);
  }
}
