import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { commandHandlers } from './application/command-handlers.js';
import { archiveDirectory } from './infrastructure/disk-archives.js';
import { storage } from './infrastructure/storage.js';
import { CollectiveCreatedConsumer } from './presentation/consumers/collective-created.consumer.js';
import { MemberJoinedConsumer } from './presentation/consumers/member-joined.consumer.js';
import { MemberRemovedConsumer } from './presentation/consumers/member-removed.consumer.js';
import { UserRegisteredConsumer } from './presentation/consumers/user-registered.consumer.js';
import { ExtensionsController } from './presentation/http/extensions.controller.js';
import { PublicationsImportController } from './presentation/http/publications-import.controller.js';
import { PublicationsController } from './presentation/http/publications.controller.js';
import { ExtensionsPublisher } from './presentation/publishers/extensions.publisher.js';

@Module({
  imports: [PersistenceModule.forContext('extensions', import.meta.url)],
  controllers: [PublicationsController, ExtensionsController, PublicationsImportController],
  providers: [
    ...commandHandlers,
    ...storage,
    ExtensionsPublisher,
    UserRegisteredConsumer,
    CollectiveCreatedConsumer,
    MemberJoinedConsumer,
    MemberRemovedConsumer,
  ],
})
export class ExtensionsModule {
  /** @param archives the folder that archives are kept in; it is made when the first one arrives */
  static forRoot({ archives }: { readonly archives: string }): DynamicModule {
    return { module: ExtensionsModule, providers: [{ provide: archiveDirectory, useValue: archives }] };
  }
}
