import { MemberRoleChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { GrantPublishing } from '../../application/grant-publishing.js';

@EventsHandler(MemberRoleChangedIntegrationEvent)
export class MemberRoleChangedConsumer extends BaseConsumer<MemberRoleChangedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ collectiveId, userId, to }: MemberRoleChangedIntegrationEvent): GrantPublishing {
    return new GrantPublishing(collectiveId, userId, to);
  }
}
