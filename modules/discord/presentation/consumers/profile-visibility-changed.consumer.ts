import { ProfileVisibilityChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { HidePerson } from '../../application/hide-person.js';
import { ShowPerson } from '../../application/show-person.js';

@EventsHandler(ProfileVisibilityChangedIntegrationEvent)
export class ProfileVisibilityChangedConsumer extends BaseConsumer<ProfileVisibilityChangedIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand({ userId, isPublic }: ProfileVisibilityChangedIntegrationEvent): HidePerson | ShowPerson {
    return isPublic ? new ShowPerson(userId, 'private') : new HidePerson(userId, 'private');
  }
}
