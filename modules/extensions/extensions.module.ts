import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { commandHandlers } from './application/command-handlers.js';
import { Editing } from './application/editing.js';
import { PullerMarks } from './application/puller-marks.js';
import { archiveDirectory } from './infrastructure/disk-archives.js';
import { KeyedPullerMarks } from './infrastructure/keyed-puller-marks.js';
import { storage } from './infrastructure/storage.js';
import { consumers } from './presentation/consumers/consumers.js';
import { controllers } from './presentation/http/controllers.js';
import { ExtensionsPublisher } from './presentation/publishers/extensions.publisher.js';

interface ExtensionsOptions {
  readonly archives: string;
  readonly secret: string;
}

@Module({
  imports: [PersistenceModule.forContext('extensions', import.meta.url)],
  controllers,
  providers: [Editing, ...commandHandlers, ...storage, ExtensionsPublisher, ...consumers],
})
export class ExtensionsModule {
  /**
   * @param archives the folder that archives are kept in; it is made when the first one arrives
   * @param secret BOARDWALK_SECRET: strangers who pull are told apart under a key made of it
   */
  static forRoot({ archives, secret }: ExtensionsOptions): DynamicModule {
    return {
      module: ExtensionsModule,
      providers: [
        { provide: archiveDirectory, useValue: archives },
        { provide: PullerMarks, useValue: new KeyedPullerMarks(secret) },
      ],
    };
  }
}
