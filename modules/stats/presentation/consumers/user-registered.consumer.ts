import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditSignUp } from '../../application/credit-sign-up.js';

@EventsHandler(UserRegisteredIntegrationEvent)
export class UserRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId, username, isPublic, source, metadata }: UserRegisteredIntegrationEvent): CreditSignUp {
    const cause = { eventId: metadata.eventId, at: new Date(metadata.occurredAt) };
    return new CreditSignUp(userId, username, isPublic ?? true, source === 'import', cause);
  }
}
