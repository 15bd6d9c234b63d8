import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { WelcomePerson } from '../../application/welcome-person.js';

@EventsHandler(UserRegisteredIntegrationEvent)
export class UserRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  /** Shared by all who keep the picture of people: an address is confirmed after its owner is known. */
  static readonly subscription = 'collectives.people';

  toCommand({
    userId,
    username,
    displayName,
    email,
    isPublic,
    metadata,
  }: UserRegisteredIntegrationEvent): WelcomePerson {
    const registeredAt = new Date(metadata.occurredAt);
    // The personal collective bears the id of the fact that called it into being, so telling it again founds nothing new.
    return new WelcomePerson(
      userId,
      username,
      displayName,
      email ?? null,
      metadata.eventId,
      registeredAt,
      isPublic ?? true,
    );
  }
}
