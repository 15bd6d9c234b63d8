import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { Announce } from '../../application/announce.js';
import { HidePerson } from '../../application/hide-person.js';

@EventsHandler(UserRegisteredIntegrationEvent)
export class UserRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'discord.announcements';

  toCommand(event: UserRegisteredIntegrationEvent): Announce | HidePerson | null {
    const { userId, username, displayName, source, isPublic, metadata } = event;
    if (isPublic === false) return new HidePerson(userId, 'private');
    if (source === 'import') return null;
    const member = { kind: 'member', displayName, username } as const;
    return new Announce(metadata.eventId, new Date(metadata.occurredAt), userId, member);
  }
}
