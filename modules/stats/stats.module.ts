import { PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { CreditAcceptedInviteHandler } from './application/credit-accepted-invite.js';
import { CreditFoundingHandler } from './application/credit-founding.js';
import { CreditPublicationHandler } from './application/credit-publication.js';
import { CreditSignUpHandler } from './application/credit-sign-up.js';
import { CreditVerifiedEmailHandler } from './application/credit-verified-email.js';
import { storage } from './infrastructure/providers.js';
import { CollectiveCreatedConsumer } from './presentation/consumers/collective-created.consumer.js';
import { EmailVerifiedConsumer } from './presentation/consumers/email-verified.consumer.js';
import { ExtensionPublishedConsumer } from './presentation/consumers/extension-published.consumer.js';
import { InviteAcceptedConsumer } from './presentation/consumers/invite-accepted.consumer.js';
import { UserRegisteredConsumer } from './presentation/consumers/user-registered.consumer.js';
import { LeaderboardsController } from './presentation/http/leaderboards.controller.js';
import { ScoresController } from './presentation/http/scores.controller.js';
import { StatsPublisher } from './presentation/publishers/stats.publisher.js';

@Module({
  imports: [PersistenceModule.forContext('stats', import.meta.url)],
  controllers: [ScoresController, LeaderboardsController],
  providers: [
    ...storage,
    StatsPublisher,
    CreditSignUpHandler,
    CreditVerifiedEmailHandler,
    CreditFoundingHandler,
    CreditAcceptedInviteHandler,
    CreditPublicationHandler,
    UserRegisteredConsumer,
    EmailVerifiedConsumer,
    CollectiveCreatedConsumer,
    InviteAcceptedConsumer,
    ExtensionPublishedConsumer,
  ],
})
export class StatsModule {}
