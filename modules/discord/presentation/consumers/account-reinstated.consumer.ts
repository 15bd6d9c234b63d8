import { AccountReinstatedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ShowPerson } from '../../application/show-person.js';

@EventsHandler(AccountReinstatedIntegrationEvent)
export class AccountReinstatedConsumer extends BaseConsumer<AccountReinstatedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand({ userId }: AccountReinstatedIntegrationEvent): ShowPerson {
    return new ShowPerson(userId, 'suspended');
  }
}
