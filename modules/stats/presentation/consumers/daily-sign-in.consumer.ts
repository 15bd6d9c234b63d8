import { DailySignInIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { CreditDailySignIn } from '../../application/credit-daily-sign-in.js';
import { causeOf } from './cause-of.js';

@EventsHandler(DailySignInIntegrationEvent)
export class DailySignInConsumer extends BaseConsumer<DailySignInIntegrationEvent> {
  static readonly subscription = 'stats.scores';

  toCommand({ userId, date, metadata }: DailySignInIntegrationEvent): CreditDailySignIn {
    return new CreditDailySignIn(userId, date, causeOf(metadata));
  }
}
