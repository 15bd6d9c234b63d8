import { ProfileVisibilityChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { ShowPerson } from '../../application/show-person.js';

@EventsHandler(ProfileVisibilityChangedIntegrationEvent)
export class ProfileVisibilityChangedConsumer extends BaseConsumer<ProfileVisibilityChangedIntegrationEvent> {
  static readonly subscription = 'collectives.people';

  toCommand({ userId, isPublic }: ProfileVisibilityChangedIntegrationEvent): ShowPerson {
    return new ShowPerson(userId, isPublic);
  }
}
