import { MemberRemovedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { WithdrawPublishing } from '../../application/withdraw-publishing.js';

@EventsHandler(MemberRemovedIntegrationEvent)
export class MemberRemovedConsumer extends BaseConsumer<MemberRemovedIntegrationEvent> {
  static readonly subscription = 'extensions.memberships';

  toCommand({ collectiveId, userId }: MemberRemovedIntegrationEvent): WithdrawPublishing {
    return new WithdrawPublishing(collectiveId, userId);
  }
}
