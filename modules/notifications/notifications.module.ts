import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { useCases } from './application/use-cases.js';
import { decided, type MailOptions, storage } from './infrastructure/adapters.js';
import { consumers } from './presentation/consumers/consumers.js';
import { controllers } from './presentation/http/controllers.js';

@Module({
  imports: [PersistenceModule.forContext('notifications', import.meta.url)],
  controllers,
  providers: [...useCases, ...storage, ...consumers],
})
export class NotificationsModule {
  static forRoot(options: MailOptions): DynamicModule {
    return { module: NotificationsModule, providers: decided(options) };
  }
}
