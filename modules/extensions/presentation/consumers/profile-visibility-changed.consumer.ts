import { ProfileVisibilityChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { RecordProfileVisibility } from '../../application/record-profile-visibility.js';

@EventsHandler(ProfileVisibilityChangedIntegrationEvent)
export class ProfileVisibilityChangedConsumer extends BaseConsumer<ProfileVisibilityChangedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ userId, isPublic }: ProfileVisibilityChangedIntegrationEvent): RecordProfileVisibility {
    return new RecordProfileVisibility(userId, isPublic);
  }
}
