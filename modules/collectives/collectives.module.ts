import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { Fingerprints } from './application/fingerprints.js';
import { useCases } from './application/use-cases.js';
import { OwnFingerprints } from './infrastructure/own-fingerprints.js';
import { storage } from './infrastructure/storage.js';
import { consumers } from './presentation/consumers/consumers.js';
import { CollectiveTokenRecogniser } from './presentation/http/collective-token-recogniser.js';
import { controllers } from './presentation/http/controllers.js';
import { CollectivesPublisher } from './presentation/publishers/collectives.publisher.js';

@Module({
  imports: [PersistenceModule.forContext('collectives', import.meta.url)],
  controllers,
  providers: [...useCases, ...storage, ...consumers, CollectivesPublisher, CollectiveTokenRecogniser],
})
export class CollectivesModule {
  /** @param secret BOARDWALK_SECRET: addresses and tokens are recognised by a hash under a key made of it */
  static forRoot({ secret }: { readonly secret: string }): DynamicModule {
    return {
      module: CollectivesModule,
      providers: [{ provide: Fingerprints, useValue: new OwnFingerprints(secret) }],
    };
  }
}
