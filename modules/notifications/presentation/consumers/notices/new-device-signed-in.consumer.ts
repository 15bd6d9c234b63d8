import { NewDeviceSignedInIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(NewDeviceSignedInIntegrationEvent)
export class NewDeviceSignedInConsumer extends BaseConsumer<NewDeviceSignedInIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ userId, device, metadata }: NewDeviceSignedInIntegrationEvent): NotifyPerson {
    const notice = { type: 'new-device', values: { device } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, userId);
  }
}
