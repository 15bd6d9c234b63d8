import { join } from 'node:path';
import { CollectivesModule } from '@boardwalk/collectives';
import { DiscordModule } from '@boardwalk/discord';
import { ExtensionsModule } from '@boardwalk/extensions';
import { IdentityModule } from '@boardwalk/identity';
import { NotificationsModule } from '@boardwalk/notifications';
import { StatsModule } from '@boardwalk/stats';
import { TelemetryModule } from '@boardwalk/telemetry';
import type { DynamicModule, Type } from '@nestjs/common';

/** What contexts are told by whoever runs them. */
export interface ContextSettings {
  /** Opens the personal data in the database and signs cookies; at least 32 characters. */
  readonly secret: string;
  /** Where people reach the program; links in mails begin with it. */
  readonly publicUrl: string;
  /** The directory for archives. */
  readonly home: string;
  /** Default: mail is captured. */
  readonly smtpUrl?: string;
  /** Default: Discord's own. */
  readonly discordApiUrl?: string;
  /** Default: messages are captured. */
  readonly discordWebhookUrl?: string;
}

interface Context {
  /** A line for people. */
  readonly does: string;
  readonly module: (settings: ContextSettings) => Type | DynamicModule;
}

/** Every context that can run here, and what each is told. */
export const contexts = {
  identity: {
    does: 'accounts, sessions, API keys',
    module: ({ secret, publicUrl }) => IdentityModule.forRoot({ secret, baseUrl: publicUrl }),
  },
  collectives: {
    does: 'groups of people, their members and invites',
    module: ({ secret }) => CollectivesModule.forRoot({ secret }),
  },
  extensions: {
    does: 'the registry: publish, search, show',
    module: ({ home }) => ExtensionsModule.forRoot({ archives: join(home, 'archives') }),
  },
  notifications: {
    does: 'mail and the inbox in the product',
    module: ({ publicUrl, secret, smtpUrl }) =>
      NotificationsModule.forRoot({ publicUrl, secret, ...(smtpUrl !== undefined && { smtpUrl }) }),
  },
  stats: { does: 'scores, tiers, badges, leaderboards', module: () => StatsModule },
  discord: {
    does: 'announcements in a Discord channel',
    module: ({ discordApiUrl, discordWebhookUrl }) =>
      DiscordModule.forRoot({
        ...(discordApiUrl !== undefined && { apiUrl: discordApiUrl }),
        ...(discordWebhookUrl !== undefined && { webhookUrl: discordWebhookUrl }),
      }),
  },
  telemetry: { does: 'every fact as an analytics record', module: () => TelemetryModule },
} as const satisfies Record<string, Context>;

export type ContextName = keyof typeof contexts;

export const contextNames = Object.keys(contexts) as ContextName[];
