import { MemberRoleChangedIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyPerson } from '../../../application/notify-person.js';
import { toldBy } from './told-by.js';

@EventsHandler(MemberRoleChangedIntegrationEvent)
export class MemberRoleChangedConsumer extends BaseConsumer<MemberRoleChangedIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  /** Whoever changes their own role knows. */
  toCommand({
    slug,
    userId,
    to,
    changedByUserId,
    metadata,
  }: MemberRoleChangedIntegrationEvent): NotifyPerson | null {
    if (userId === changedByUserId) return null;
    const notice = { type: 'role-changed', values: { slug, role: to } } as const;
    return new NotifyPerson({ ...toldBy(metadata), notice }, userId);
  }
}
