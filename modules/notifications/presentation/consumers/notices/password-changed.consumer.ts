import { PasswordChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(PasswordChangedIntegrationEvent)
export class PasswordChangedConsumer extends BaseConsumer<PasswordChangedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ userId, reason, metadata }: PasswordChangedIntegrationEvent): NotifyPerson {
    const notice = { type: 'password-changed', values: { reason } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, userId);
  }
}
