import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { commandHandlers } from './application/command-handlers.js';
import { storage } from './infrastructure/adapters.js';
import { type DiscordSettings, houseChannel } from './infrastructure/house-channel.js';
import { consumers } from './presentation/consumers/consumers.js';
import { DiscordMessagesController } from './presentation/http/discord-messages.controller.js';
import { WebhooksController } from './presentation/http/webhooks.controller.js';
import { DiscordPublisher } from './presentation/publishers/discord.publisher.js';

@Module({
  imports: [PersistenceModule.forContext('discord', import.meta.url)],
  controllers: [DiscordMessagesController, WebhooksController],
  providers: [...commandHandlers, ...storage, ...consumers, DiscordPublisher],
})
export class DiscordModule {
  /** With neither `webhookUrl` nor `bot` what the community's channel would read is captured here. */
  static forRoot(settings: DiscordSettings): DynamicModule {
    return { module: DiscordModule, providers: houseChannel(settings) };
  }
}
