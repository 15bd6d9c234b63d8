import { MemberJoinedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { GrantPublishing } from '../../application/grant-publishing.js';

@EventsHandler(MemberJoinedIntegrationEvent)
export class MemberJoinedConsumer extends BaseConsumer<MemberJoinedIntegrationEvent> {
  /** Shared by all who keep the picture of memberships, or a removal could overtake the joining that it undoes. */
  static readonly subscription = 'extensions.memberships';

  toCommand({ collectiveId, userId, role }: MemberJoinedIntegrationEvent): GrantPublishing {
    return new GrantPublishing(collectiveId, userId, role);
  }
}
