import { AccountSuspendedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { HidePerson } from '../../application/hide-person.js';

@EventsHandler(AccountSuspendedIntegrationEvent)
export class AccountSuspendedConsumer extends BaseConsumer<AccountSuspendedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand({ userId }: AccountSuspendedIntegrationEvent): HidePerson {
    return new HidePerson(userId, 'suspended');
  }
}
