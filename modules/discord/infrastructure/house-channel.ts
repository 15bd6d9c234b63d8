import type { Provider } from '@nestjs/common';
import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Channel } from '../application/channel.js';
import { WebhookAddress } from '../domain/webhook-address.js';
import { ApiRoot } from './api-root.js';
import { type Bot, BotChannel } from './bot-channel.js';
import { CapturedChannel } from './captured-channel.js';
import { DiscordCalls } from './discord-calls.js';
import { GoneAddresses } from './gone-addresses.js';
import { type DiscordTables, house } from './tables.js';
import { TokenSeal } from './token-seal.js';
import { WebhookChannel } from './webhook-channel.js';
import { fingerprintOf, WebhookEndpoint } from './webhook-endpoint.js';

export interface DiscordSettings {
  /** BOARDWALK_SECRET: tokens of webhooks are encrypted with a key made of it. */
  readonly secret: string;
  /** `https://discord.com/api/webhooks/<id>/<token>`, by which the community's channel is written to. */
  readonly webhookUrl?: string;
  /** The same by a bot. With neither of them posts are captured here. */
  readonly bot?: Bot;
  /** Where Discord's API is instead of discord.com, for stand-ins. */
  readonly apiUrl?: string;
}

/** The community's own channel, and what every channel needs. */
export function houseChannel({ secret, webhookUrl, bot, apiUrl }: DiscordSettings): Provider[] {
  const api = ApiRoot.at(apiUrl);
  const address = webhookUrl === undefined ? undefined : WebhookAddress.parse(webhookUrl);
  const made = (
    database: Database<DiscordTables>,
    clock: Clock,
    calls: DiscordCalls,
    gone: GoneAddresses,
  ): Channel => {
    if (bot !== undefined) return new BotChannel(bot, api, calls, gone);
    if (address === undefined) return new CapturedChannel(database, clock);
    const fingerprint = fingerprintOf(address.discordId, address.token);
    const webhook = {
      channel: house,
      host: api.host,
      objection: () => gone.reason(fingerprint),
      gone: (because: string) => gone.add(fingerprint, because),
    };
    return new WebhookChannel(new WebhookEndpoint(address, api), webhook, calls);
  };
  return [
    { provide: ApiRoot, useValue: api },
    { provide: TokenSeal, useValue: new TokenSeal(secret) },
    { provide: Channel, useFactory: made, inject: [Database, Clock, DiscordCalls, GoneAddresses] },
  ];
}
