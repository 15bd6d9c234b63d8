import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { commandHandlers } from './application/command-handlers.js';
import { Fingerprints } from './application/fingerprints.js';
import { KeyedFingerprints } from './infrastructure/keyed-fingerprints.js';
import { storage } from './infrastructure/storage.js';
import { EmailVerifiedConsumer } from './presentation/consumers/email-verified.consumer.js';
import { UserRegisteredConsumer } from './presentation/consumers/user-registered.consumer.js';
import { CollectivesImportController } from './presentation/http/collectives-import.controller.js';
import { CollectivesController } from './presentation/http/collectives.controller.js';
import { MembersController } from './presentation/http/members.controller.js';
import { CollectivesPublisher } from './presentation/publishers/collectives.publisher.js';

@Module({
  imports: [PersistenceModule.forContext('collectives', import.meta.url)],
  controllers: [CollectivesController, MembersController, CollectivesImportController],
  providers: [
    ...commandHandlers,
    ...storage,
    CollectivesPublisher,
    UserRegisteredConsumer,
    EmailVerifiedConsumer,
  ],
})
export class CollectivesModule {
  /** @param secret BOARDWALK_SECRET: addresses and tokens are recognised by a hash under a key made of it */
  static forRoot({ secret }: { readonly secret: string }): DynamicModule {
    return {
      module: CollectivesModule,
      providers: [{ provide: Fingerprints, useValue: new KeyedFingerprints(secret) }],
    };
  }
}
