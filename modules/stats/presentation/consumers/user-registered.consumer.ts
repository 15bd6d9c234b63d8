import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditSignUp } from '../../application/credit-sign-up.js';
import { causeOf } from './cause-of.js';

@EventsHandler(UserRegisteredIntegrationEvent)
export class UserRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId, username, isPublic, source, metadata }: UserRegisteredIntegrationEvent): CreditSignUp {
    return new CreditSignUp(userId, username, isPublic ?? true, source === 'import', causeOf(metadata));
  }
}
