import { join } from 'node:path';
import { CollectivesModule } from '@boardwalk/collectives';
import { DiscordModule } from '@boardwalk/discord';
import { ExtensionsModule } from '@boardwalk/extensions';
import { IdentityModule } from '@boardwalk/identity';
import { NotificationsModule } from '@boardwalk/notifications';
import { StatsModule } from '@boardwalk/stats';
import { TelemetryModule } from '@boardwalk/telemetry';
import type { DynamicModule, Type } from '@nestjs/common';

/** Somebody else who vouches for people: an OAuth 2.0 provider, and who this program is there. */
export type OAuthProvider = NonNullable<IdentitySettings['oauth']>;
/** What passwords are kept as. */
export type PasswordHasher = NonNullable<IdentitySettings['passwords']>;
type IdentitySettings = Parameters<typeof IdentityModule.forRoot>[0];

/** What contexts are told by whoever runs them. */
export interface ContextSettings {
  /** Opens the personal data in the database and signs cookies; at least 32 characters. */
  readonly secret: string;
  /** Where people reach the program; links in mails begin with it. */
  readonly publicUrl: string;
  /** The directory for archives. */
  readonly home: string;
  /** By whom else people may sign in. Default: nobody. */
  readonly oauth?: OAuthProvider;
  /** Default: scrypt. */
  readonly passwords?: PasswordHasher;
  /** Default: mail is captured. */
  readonly smtpUrl?: string;
  /** Default: Discord's own. */
  readonly discordApiUrl?: string;
  /** Default: messages are captured, unless there is a bot. */
  readonly discordWebhookUrl?: string;
  /** Instead of a webhook: a bot's token, and the channel that it posts in. */
  readonly discordBot?: { readonly token: string; readonly channelId: string };
  /** Where analytics are forwarded to, in the shape of Mixpanel's import. Default: nowhere. */
  readonly analyticsSink?: AnalyticsSinkSettings;
  /** API clients that may tell what happened as old producers do. Default: none. */
  readonly telemetryProducers?: readonly string[];
  /** How long facts are kept, at least; default 35. */
  readonly retentionDays?: number;
}

export interface AnalyticsSinkSettings {
  readonly url: string;
  readonly token: string;
  /** Where it deletes people with all their events. Default: it is asked for their profiles only. */
  readonly deletion?: { readonly url: string; readonly token: string };
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
    module: ({ secret, publicUrl, oauth, passwords }) =>
      IdentityModule.forRoot({ secret, baseUrl: publicUrl, oauth, passwords }),
  },
  collectives: {
    does: 'groups of people, their members and invites',
    module: ({ secret }) => CollectivesModule.forRoot({ secret }),
  },
  extensions: {
    does: 'the registry: publish, search, show',
    module: ({ home, secret }) => ExtensionsModule.forRoot({ archives: join(home, 'archives'), secret }),
  },
  notifications: {
    does: 'mail and the inbox in the product',
    module: ({ publicUrl, secret, smtpUrl }) =>
      NotificationsModule.forRoot({ publicUrl, secret, ...(smtpUrl !== undefined && { smtpUrl }) }),
  },
  stats: { does: 'scores, tiers, badges, leaderboards', module: () => StatsModule },
  discord: {
    does: 'announcements in a Discord channel',
    module: ({ secret, discordApiUrl, discordWebhookUrl, discordBot }) =>
      DiscordModule.forRoot({
        secret,
        ...(discordApiUrl !== undefined && { apiUrl: discordApiUrl }),
        ...(discordWebhookUrl !== undefined && { webhookUrl: discordWebhookUrl }),
        ...(discordBot !== undefined && { bot: discordBot }),
      }),
  },
  telemetry: {
    does: 'every fact as an analytics record',
    module: ({ analyticsSink, telemetryProducers = [], retentionDays }) =>
      TelemetryModule.forRoot({
        producers: telemetryProducers,
        ...(retentionDays !== undefined && { retentionDays }),
        ...(analyticsSink !== undefined && { sink: analyticsSink }),
      }),
  },
} as const satisfies Record<string, Context>;

export type ContextName = keyof typeof contexts;

export const contextNames = Object.keys(contexts) as ContextName[];
