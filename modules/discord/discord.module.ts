import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { AnnounceHandler } from './application/announce.js';
import { KeepPrivateHandler } from './application/keep-private.js';
import { channel, storage } from './infrastructure/adapters.js';
import { BadgeAwardedConsumer } from './presentation/consumers/badge-awarded.consumer.js';
import { CollectiveCreatedConsumer } from './presentation/consumers/collective-created.consumer.js';
import { ExtensionPublishedConsumer } from './presentation/consumers/extension-published.consumer.js';
import { TierReachedConsumer } from './presentation/consumers/tier-reached.consumer.js';
import { UserRegisteredConsumer } from './presentation/consumers/user-registered.consumer.js';
import { DiscordMessagesController } from './presentation/http/discord-messages.controller.js';

@Module({
  imports: [PersistenceModule.forContext('discord', import.meta.url)],
  controllers: [DiscordMessagesController],
  providers: [
    ...storage,
    AnnounceHandler,
    KeepPrivateHandler,
    UserRegisteredConsumer,
    CollectiveCreatedConsumer,
    ExtensionPublishedConsumer,
    TierReachedConsumer,
    BadgeAwardedConsumer,
  ],
})
export class DiscordModule {
  /**
   * @param options.webhookUrl `https://discord.com/api/webhooks/<id>/<token>`; without one posts are captured here
   * @param options.apiUrl where Discord's API is instead of discord.com, for stand-ins
   */
  static forRoot(options: { readonly webhookUrl?: string; readonly apiUrl?: string } = {}): DynamicModule {
    return { module: DiscordModule, providers: [channel(options.webhookUrl, options.apiUrl)] };
  }
}
