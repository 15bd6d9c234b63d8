import { OwnershipTransferredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(OwnershipTransferredIntegrationEvent)
export class OwnershipTransferredConsumer extends BaseConsumer<OwnershipTransferredIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ slug, fromUserId, toUserId, metadata }: OwnershipTransferredIntegrationEvent): NotifyPerson {
    const notice = { type: 'ownership-received', values: { slug } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice, actorUserId: fromUserId }, toUserId);
  }
}
