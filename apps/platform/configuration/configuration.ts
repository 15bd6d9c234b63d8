import { boardwalkHome } from '@boardwalk/tooling/boardwalk-home.mjs';
import { z } from 'zod';
import { type BrokerName, brokerNames, brokers } from '../carriage/brokers.js';
import { type Route, routes as routesOfThisPlatform } from '../carriage/routes.js';
import { brokersOf, type TransportName } from '../carriage/transport.js';
import type { AnalyticsSinkSettings, ContextName, OAuthProvider } from '../contexts.js';
import { type Role, roleNames } from '../roles.js';
import { ConfigurationError } from './fault.js';
import { missingOAuth, oauthIn } from './oauth.js';
import { type Misspelt, misspeltIn } from './misspelt.js';
import * as settings from './settings.js';
import { discordApiUrl, identityUrl, otlpEndpoint, publicUrl } from './urls.js';

const Environment = z.object({
  HOST: settings.host,
  PORT: settings.port,
  METRICS_HOST: settings.metricsHost,
  METRICS_PORT: settings.metricsPort,
  DATABASE_URL: settings.databaseUrl.optional(),
  LOG_URLS: settings.logUrls.optional(),
  BOARDWALK_SECRET: settings.secret.optional(),
  OPERATOR_TOKEN: settings.operatorToken.optional(),
  CONTEXTS: settings.contexts,
  ROLES: settings.roles,
  IDENTITY_URL: identityUrl.optional(),
  PUBLIC_URL: publicUrl.optional(),
  TRANSPORT: settings.transport,
  REDIS_URL: settings.redisUrl.optional(),
  NATS_URL: settings.natsUrl.optional(),
  RABBITMQ_URL: settings.rabbitmqUrl.optional(),
  KAFKA_URL: settings.kafkaUrl.optional(),
  SIGNALS_URL: settings.signalsUrl.optional(),
  DOMAIN_EVENTS_URL: settings.domainEventsUrl.optional(),
  RETENTION_DAYS: settings.retentionDays,
  OAUTH_NAME: settings.oauthName.optional(),
  OAUTH_CLIENT_ID: settings.oauthClientId.optional(),
  OAUTH_CLIENT_SECRET: settings.oauthClientSecret.optional(),
  OAUTH_AUTHORIZATION_URL: settings.oauthUrl.optional(),
  OAUTH_TOKEN_URL: settings.oauthUrl.optional(),
  OAUTH_USER_INFO_URL: settings.oauthUrl.optional(),
  OAUTH_SCOPES: settings.oauthScopes,
  RATE_LIMITS: settings.rateLimits,
  TRUSTED_PROXIES: settings.trustedProxies,
  SMTP_URL: settings.smtpUrl.optional(),
  DISCORD_API_URL: discordApiUrl.optional(),
  DISCORD_WEBHOOK_URL: settings.webhookUrl.optional(),
  DISCORD_BOT_TOKEN: settings.discordBotToken.optional(),
  DISCORD_CHANNEL_ID: settings.discordChannelId.optional(),
  TELEMETRY_SINK_URL: settings.telemetrySinkUrl.optional(),
  TELEMETRY_SINK_TOKEN: settings.telemetrySinkToken.optional(),
  TELEMETRY_DELETION_URL: settings.telemetryDeletionUrl.optional(),
  TELEMETRY_DELETION_TOKEN: settings.telemetryDeletionToken.optional(),
  TELEMETRY_PRODUCERS: settings.telemetryProducers,
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint.optional(),
  LOG_LEVEL: settings.logLevel,
  DRAIN_SECONDS: settings.drainSeconds,
});
type Environment = z.infer<typeof Environment>;

/** What this process is to be, from the environment. */
export interface Configuration {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly metricsHost: string;
  /** 0 takes any free one. */
  readonly metricsPort: number;
  /** Absent: a server of our own, embedded. */
  readonly databaseUrl?: string;
  /** Further databases whose logs this process's consumers read, or processes that serve them. */
  readonly logUrls: readonly string[];
  /** Where everything is kept that is not in the database; absolute. */
  readonly home: string;
  /** Absent: made once and kept in the home. */
  readonly secret?: string;
  /** Absent: made anew with each start. */
  readonly operatorToken?: string;
  readonly contexts: readonly ContextName[];
  readonly roles: readonly Role[];
  /** Where people reach the program; absent: where it listens. */
  readonly publicUrl?: string;
  /** The process in which people sign in, where that is another one. */
  readonly identityUrl?: string;
  readonly transport: TransportName;
  /** Where the servers of the brokers are. */
  readonly brokerUrls: Readonly<Partial<Record<BrokerName, string>>>;
  /** What brings signals between processes; absent: the database, by NOTIFY. */
  readonly signalsUrl?: string;
  /** The Redis of the queue DOMAIN_EVENTS, which is told every fact. */
  readonly domainEventsUrl?: string;
  /** How long facts are kept, at least. */
  readonly retentionDays: number;
  /** By whom else people may sign in. */
  readonly oauth?: OAuthProvider;
  /** Whether callers are limited in how much they ask. */
  readonly rateLimits: boolean;
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Absent: mail is captured. */
  readonly smtpUrl?: string;
  readonly discordApiUrl?: string;
  /** Absent: messages are captured, unless there is a bot. */
  readonly discordWebhookUrl?: string;
  readonly discordBot?: { readonly token: string; readonly channelId: string };
  /** Absent: analytics are not forwarded. */
  readonly analyticsSink?: AnalyticsSinkSettings;
  /** API clients that may tell what happened as old producers do. */
  readonly telemetryProducers: readonly string[];
  readonly otlpEndpoint?: string;
  /** How long what is under way may take to finish, once the program is asked to stop. */
  readonly drainMs: number;
  readonly logLevel: (typeof settings.logLevels)[number];
  /** Variables that were set: what another process of the same platform may need as well. */
  readonly given: readonly string[];
}

/** @throws {ConfigurationError} that names every variable that cannot be used. A variable that is empty counts as absent. */
export function configurationFrom(
  env: NodeJS.ProcessEnv,
  routes: Partial<Record<ContextName, Route>> = routesOfThisPlatform,
): Configuration {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data, error } = Environment.superRefine((data, context) => {
    together(data, context);
    withTheirOther(data, context);
    onTheWay(data, routes, context);
  }).safeParse(given);
  if (error !== undefined) {
    throw new ConfigurationError(
      error.issues.map(({ path, message }) => ({ variable: String(path[0]), problem: message })),
    );
  }
  const oauth = oauthIn(data);
  return {
    host: data.HOST,
    port: data.PORT,
    logUrls: data.LOG_URLS ?? [],
    metricsHost: data.METRICS_HOST,
    metricsPort: data.METRICS_PORT,
    home: boardwalkHome(env),
    contexts: data.CONTEXTS,
    roles: data.ROLES,
    transport: data.TRANSPORT,
    brokerUrls: brokerUrlsIn(data),
    retentionDays: data.RETENTION_DAYS,
    rateLimits: data.RATE_LIMITS,
    trustedProxies: data.TRUSTED_PROXIES,
    telemetryProducers: data.TELEMETRY_PRODUCERS,
    logLevel: data.LOG_LEVEL,
    drainMs: data.DRAIN_SECONDS * 1_000,
    given: Object.keys(Environment.shape).filter((variable) => variable in given),
    ...(data.DATABASE_URL !== undefined && { databaseUrl: data.DATABASE_URL }),
    ...(data.BOARDWALK_SECRET !== undefined && { secret: data.BOARDWALK_SECRET }),
    ...(data.OPERATOR_TOKEN !== undefined && { operatorToken: data.OPERATOR_TOKEN }),
    ...(data.PUBLIC_URL !== undefined && { publicUrl: data.PUBLIC_URL }),
    ...(data.IDENTITY_URL !== undefined && { identityUrl: data.IDENTITY_URL }),
    ...(data.SIGNALS_URL !== undefined && { signalsUrl: data.SIGNALS_URL }),
    ...(data.DOMAIN_EVENTS_URL !== undefined && { domainEventsUrl: data.DOMAIN_EVENTS_URL }),
    ...(oauth !== undefined && { oauth }),
    ...(data.SMTP_URL !== undefined && { smtpUrl: data.SMTP_URL }),
    ...(data.DISCORD_API_URL !== undefined && { discordApiUrl: data.DISCORD_API_URL }),
    ...(data.DISCORD_WEBHOOK_URL !== undefined && { discordWebhookUrl: data.DISCORD_WEBHOOK_URL }),
    ...(data.DISCORD_BOT_TOKEN !== undefined &&
      data.DISCORD_CHANNEL_ID !== undefined && {
        discordBot: { token: data.DISCORD_BOT_TOKEN, channelId: data.DISCORD_CHANNEL_ID },
      }),
    ...(data.TELEMETRY_SINK_URL !== undefined &&
      data.TELEMETRY_SINK_TOKEN !== undefined && {
        analyticsSink: {
          url: data.TELEMETRY_SINK_URL,
          token: data.TELEMETRY_SINK_TOKEN,
          ...(data.TELEMETRY_DELETION_URL !== undefined &&
            data.TELEMETRY_DELETION_TOKEN !== undefined && {
              deletion: { url: data.TELEMETRY_DELETION_URL, token: data.TELEMETRY_DELETION_TOKEN },
            }),
        },
      }),
    ...(data.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && { otlpEndpoint: data.OTEL_EXPORTER_OTLP_ENDPOINT }),
  };
}

function brokerUrlsIn(data: Environment): Configuration['brokerUrls'] {
  const given = brokerNames.flatMap((name) => {
    const url = data[brokers[name].variable];
    return url === undefined ? [] : [[name, url] as const];
  });
  return Object.fromEntries(given);
}

/** What nobody reads, although it was probably meant for us. */
export function misspeltSettings(env: NodeJS.ProcessEnv): Misspelt[] {
  return misspeltIn(env, [...Object.keys(Environment.shape), 'BOARDWALK_HOME', ...ofOtherPrograms]);
}

/** What the command line of this project reads, and the SDK of OpenTelemetry. */
const ofOtherPrograms = ['BOARDWALK_URL', 'BOARDWALK_TOKEN', 'BOARDWALK_API_KEY', 'OTEL_SERVICE_NAME'];

/** What each variable may be, but not beside the others. */
function together(env: Environment, context: z.RefinementCtx<Environment>): void {
  const refuse = (variable: keyof Environment, problem: string) =>
    context.addIssue({ code: 'custom', path: [variable], message: problem });
  if (env.DATABASE_URL !== undefined && env.BOARDWALK_SECRET === undefined) {
    refuse(
      'BOARDWALK_SECRET',
      'is missing, and DATABASE_URL is set: every process on that database needs the same secret, which opens the personal data in it. Make one with "openssl rand -base64 32" and give it to all of them.',
    );
  }
  if (env.LOG_URLS !== undefined && env.BOARDWALK_SECRET === undefined) {
    refuse(
      'BOARDWALK_SECRET',
      'is missing, and LOG_URLS is set: personal data in those logs opens only with the secret of the processes that wrote them. Give this process the same one.',
    );
  }
  if (env.LOG_URLS?.some((url) => url === env.DATABASE_URL) === true) {
    refuse(
      'LOG_URLS',
      'names the database of DATABASE_URL, whose log is read anyway. Name only the others there.',
    );
  }
  if (env.TRANSPORT === 'in-process' && env.LOG_URLS !== undefined) {
    refuse(
      'TRANSPORT',
      'is "in-process", which carries facts inside one process only, and LOG_URLS names logs that other processes write. Use TRANSPORT=postgres, or leave LOG_URLS out.',
    );
  }
  if (env.TRANSPORT === 'in-process' && env.SIGNALS_URL !== undefined) {
    refuse(
      'SIGNALS_URL',
      'is set, and TRANSPORT=in-process has no other process to signal to. Leave one of them out.',
    );
  }
  if (env.IDENTITY_URL !== undefined && env.BOARDWALK_SECRET === undefined)
    refuse(
      'BOARDWALK_SECRET',
      'is missing, and IDENTITY_URL is set: the process there believes only those that have its secret. Give this process the same one.',
    );
  if (env.ROLES.includes('web') && !env.CONTEXTS.includes('identity') && env.IDENTITY_URL === undefined)
    refuse(
      'IDENTITY_URL',
      'is missing: this process answers requests, and CONTEXTS leaves out identity, which knows who sends them. Say where it runs, as in IDENTITY_URL=http://127.0.0.1:3000, or leave web out of ROLES.',
    );
  for (const variable of missingOAuth(env))
    refuse(
      variable,
      'is missing, and other variables of OAUTH_… are set: a provider is known by its name, its three addresses, and an id and a secret that it gave this program. Give all six, or none: then people sign in here alone.',
    );
  const absent = roleNames.filter((role) => !env.ROLES.includes(role));
  if (env.TRANSPORT === 'in-process' && absent.length > 0) {
    refuse(
      'TRANSPORT',
      `is "in-process", which carries facts inside one process only, and ROLES leaves out ${absent.join(' and ')}. Run every role in this process, or use TRANSPORT=postgres in all of them.`,
    );
  }
}

function isUsable(variable: (typeof pairs)[number][0 | 1], value: string): boolean {
  return Environment.shape[variable].safeParse(value).success;
}

/** Variables that say one thing together. */
const pairs = [
  ['DISCORD_BOT_TOKEN', 'DISCORD_CHANNEL_ID', 'a bot posts in one channel'],
  ['TELEMETRY_SINK_URL', 'TELEMETRY_SINK_TOKEN', 'the analytics sink knows a project by its token'],
  ['TELEMETRY_DELETION_URL', 'TELEMETRY_DELETION_TOKEN', 'only who may have people deleted is obeyed'],
] as const;

/** What means nothing without another variable, or says the same as another one otherwise. */
function withTheirOther(env: Environment, context: z.RefinementCtx<Environment>): void {
  const refuse = (variable: keyof Environment, problem: string) =>
    context.addIssue({ code: 'custom', path: [variable], message: problem });
  // What is wrong by itself is told by itself.
  for (const [one, other, why] of pairs)
    for (const [given, missing] of [
      [one, other],
      [other, one],
    ] as const)
      if (env[missing] === undefined && env[given] !== undefined && isUsable(given, env[given]))
        refuse(missing, `is missing, and ${given} is set: ${why}. Give both, or neither.`);
  const deletion = env.TELEMETRY_DELETION_URL;
  if (
    deletion !== undefined &&
    env.TELEMETRY_SINK_URL === undefined &&
    isUsable('TELEMETRY_DELETION_URL', deletion)
  )
    refuse(
      'TELEMETRY_SINK_URL',
      'is missing, and TELEMETRY_DELETION_URL is set: who is told nothing has nothing to delete. Give both, or neither.',
    );
  if (env.DISCORD_BOT_TOKEN !== undefined && env.DISCORD_WEBHOOK_URL !== undefined)
    refuse(
      'DISCORD_WEBHOOK_URL',
      'is set, and so is DISCORD_BOT_TOKEN: the community has one channel, which is written to in one way. Leave one of them out.',
    );
}

/** What carries facts, and whatever that needs. */
function onTheWay(
  env: Environment,
  routes: Partial<Record<ContextName, Route>>,
  context: z.RefinementCtx<Environment>,
): void {
  const refuse = (variable: keyof Environment, problem: string) =>
    context.addIssue({ code: 'custom', path: [variable], message: problem });
  const needed = brokersOf({ transport: env.TRANSPORT, routes });
  for (const name of needed) {
    const { variable, example } = brokers[name];
    if (env[variable] === undefined)
      refuse(
        variable,
        `is missing, and facts travel over ${name}. Say where its server is, as in ${variable}=${example}, or use TRANSPORT=postgres, which needs none.`,
      );
  }
  if (env.TRANSPORT === 'in-process' && needed.length > 0)
    refuse(
      'TRANSPORT',
      `is "in-process", which carries facts inside one process only, and apps/platform/carriage/routes.ts sends facts over ${needed.join(' and ')}. Use TRANSPORT=postgres, or take that route out.`,
    );
}
