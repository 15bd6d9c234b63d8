import { isIP } from 'node:net';
import { z } from 'zod';
import { brokers } from '../carriage/brokers.js';
import { signalProtocols } from '../carriage/signals.js';
import { transportNames } from '../carriage/transport.js';
import { contextNames } from '../contexts.js';
import { roleNames } from '../roles.js';
import { isBareUrl, isLoopback, isUrl } from './urls.js';

/** What somebody typed, for a message; not for what may hold a secret. */
const said = (input: unknown) => `is "${String(input)}"`;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const listeningHost = (variable: string) =>
  z.string().regex(/^[\w.:-]+$/, {
    error: ({ input }) =>
      `${said(input)}, which is neither a name nor an address. Say where to listen: ${variable}=127.0.0.1 for this machine alone, ${variable}=0.0.0.0 for everybody.`,
  });

export const host = listeningHost('HOST').default('127.0.0.1');
export const metricsHost = listeningHost('METRICS_HOST').default('127.0.0.1');

/** @param example a setting that can be used */
const portNumber = (example: string) =>
  z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, {
      error: ({ input }) =>
        `${said(input)}, and a port is a whole number from 0 to 65535. Choose one, as in ${example}; 0 takes any free one.`,
    })
    .transform(Number);

export const port = portNumber('PORT=3001').default(3000);
export const metricsPort = portNumber('METRICS_PORT=9464').default(0);

/** Not echoed: it holds a password. */
export const databaseUrl = z.string().refine((text) => isUrl(text, ['postgres:', 'postgresql:']), {
  error:
    'is no address of a PostgreSQL server. Write postgres://user:password@host:5432/database, or leave it out: then one is embedded.',
});

/** Not echoed: they hold passwords. */
export const logUrls = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .superRefine((urls, context) => {
    if (!urls.every((url) => isUrl(url, ['postgres:', 'postgresql:']) || isBareUrl(url, ['http:', 'https:'])))
      context.addIssue(
        'is no list of addresses of databases, or of processes of this platform that serve theirs. Write postgres://user:password@host:5432/database or http://host:3000, several with commas between them (a comma inside of one is %2C), or leave it out: then only the log of DATABASE_URL is read.',
      );
    else if (new Set(urls).size < urls.length)
      context.addIssue(
        'names a database twice, whose facts would be taken for those of two. Name each of them once.',
      );
  });

/** Not echoed: it may hold a password. */
const brokerUrl = ({ protocols, example }: { protocols: readonly string[]; example: string }) =>
  // Several servers of a cluster stand behind the first, with commas between them.
  z.string().refine((text) => isUrl(text.replace(/,.*$/, ''), protocols), {
    error: `is no address of such a server. Write it like ${example}, or leave it out where no transport needs it.`,
  });

/** Not echoed: it may hold a password. */
export const signalsUrl = z.string().refine((text) => isUrl(text.replace(/,.*$/, ''), signalProtocols), {
  error:
    'is no address of a Redis or a NATS server. Write redis://127.0.0.1:6379 or nats://127.0.0.1:4222, or leave it out: then the database brings signals.',
});

/** Not echoed. */
export const domainEventsUrl = z.string().refine((text) => isUrl(text, brokers.bullmq.protocols), {
  error: `is no address of a Redis. Write it like ${brokers.bullmq.example}, or leave it out: then the queue DOMAIN_EVENTS is told nothing.`,
});

export const redisUrl = brokerUrl(brokers['redis-streams']);
export const natsUrl = brokerUrl(brokers.jetstream);
export const rabbitmqUrl = brokerUrl(brokers.rabbitmq);
export const kafkaUrl = brokerUrl(brokers.kafka);

/** Not echoed. */
export const secret = z.string().min(32, {
  error:
    'has fewer than 32 characters, and whoever guesses it reads personal data. Give at least 32 random ones, as "openssl rand -base64 32" makes.',
});

/** Not echoed. As long as the operator's token has to be. */
export const operatorToken = z.string().regex(/^[\w.~+/=-]{22,200}$/, {
  error:
    'is no token: it has 22 to 200 letters, digits and characters of "-._~+/=". Make one with "openssl rand -base64 32", or leave it out: then each process makes its own and writes it into its instance.json.',
});

export const rateLimits = z
  .enum(['on', 'off'], {
    error: ({ input }) =>
      `${said(input)}. Write RATE_LIMITS=off where one caller may ask as much as it likes, such as for a load test, or leave it out: then callers are limited.`,
  })
  .default('on')
  .transform((text) => text === 'on');

export const trustedProxies = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every(isNetwork), {
    error: ({ input }) =>
      `${said(input)}, which is no list of addresses. Name the proxies in front, such as TRUSTED_PROXIES=10.0.0.0/8,::1, or leave it out: then nobody's X-Forwarded-For is believed.`,
  })
  .default([]);

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

export const retentionDays = z
  .string()
  .refine((text) => /^[1-9]\d{0,4}$/.test(text), {
    error: ({ input }) =>
      `${said(input)}, and facts are kept for a whole number of days, from 1 to 99999. Write RETENTION_DAYS=35.`,
  })
  .transform(Number)
  .default(35);

export const contexts = listOf(contextNames, 'context', 'CONTEXTS=identity,collectives');
export const roles = listOf(roleNames, 'role', 'ROLES=web,relay,worker');

export const transport = oneOf(transportNames, 'TRANSPORT').default('postgres');
export const logLevel = oneOf(logLevels, 'LOG_LEVEL').default('info');

export const drainSeconds = z
  .string()
  .refine((text) => /^\d{1,4}$/.test(text) && Number(text) <= 3_600, {
    error: ({ input }) =>
      `${said(input)}, and it is a whole number of seconds from 0 to 3600. Say how long the program may finish what is under way, as in DRAIN_SECONDS=10; 0 lets go of it at once.`,
  })
  .transform(Number)
  .default(10);

/** Not echoed: it may hold a password. */
export const smtpUrl = z.string().refine((text) => isUrl(text, ['smtp:', 'smtps:']), {
  error:
    'is no address of a mail server. Write smtp://user:password@host:587 or smtps://…, or leave it out: then mail is captured here.',
});

export const oauthName = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/, {
  error: ({ input }) =>
    `${said(input)}, and it becomes part of addresses: 2 to 32 lower-case letters, digits and "-". Write it like OAUTH_NAME=github.`,
});

export const oauthClientId = z.string().regex(/^[\x21-\x7e]{1,300}$/, {
  error: 'is no id of a client. Copy it from where this program was registered at the provider.',
});

/** Not echoed. */
export const oauthClientSecret = z.string().regex(/^[\x21-\x7e]{1,500}$/, {
  error: 'is no secret of a client. Copy it from where this program was registered at the provider.',
});

/** Not echoed: what is refused may be refused for a password in it. */
export const oauthUrl = z
  .string()
  .refine((text) => isBareUrl(text, ['https:']) || (isBareUrl(text, ['http:']) && isLoopback(text)), {
    error:
      'is no https address. Write it as the provider documents it, like https://provider.example/oauth/token, without user, query or fragment. Only a provider on this machine may do without encryption.',
  });

export const oauthScopes = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, {
    error: ({ input }) =>
      `${said(input)}, and scopes are words with one space between them. Write OAUTH_SCOPES="openid email profile".`,
  })
  .transform((text) => text.split(' '))
  .default(['openid', 'email', 'profile']);

const webhookPath = /^\/api\/(?:v\d{1,2}\/)?webhooks\/\d{15,21}\/[A-Za-z0-9_-]{10,128}$/;

/** Not echoed: whoever knows it may post. */
export const webhookUrl = z
  .string()
  .refine(
    (text) =>
      isBareUrl(text, ['https:']) &&
      new URL(text).origin === 'https://discord.com' &&
      webhookPath.test(new URL(text).pathname),
    {
      error:
        'is no webhook of Discord. Copy it from the settings of the channel: https://discord.com/api/webhooks/<id>/<token>; or leave it out: then messages are captured here.',
    },
  );

/** Not echoed: whoever knows it is the bot. */
export const discordBotToken = z.string().regex(/^[\w.-]{20,120}$/, {
  error:
    'is no token of a bot. Copy it from the page "Bot" of your application at discord.com/developers, or leave it out.',
});

export const discordChannelId = z.string().regex(/^\d{15,21}$/, {
  error: ({ input }) =>
    `${said(input)}, and the id of a channel is a number of 15 to 21 digits. Switch on the developer mode in Discord and choose "Copy Channel ID".`,
});

/** Not echoed: it may hold a password. */
export const telemetrySinkUrl = z.string().refine((text) => isBareUrl(text, ['http:', 'https:']), {
  error:
    'is no plain address of an import in the shape of Mixpanel. Write https://api.mixpanel.com/import, without user, query or fragment, or leave it out: then nothing is forwarded.',
});

/** Not echoed. */
export const telemetrySinkToken = z.string().regex(/^[\x21-\x7e]{8,200}$/, {
  error:
    'is no token: it has 8 to 200 characters and no spaces. Copy it from the settings of the project at the analytics sink.',
});

/** Not echoed: it may hold a password. */
export const telemetryDeletionUrl = z.string().refine((text) => isBareUrl(text, ['http:', 'https:']), {
  error:
    'is no plain address where people are deleted in the shape of Mixpanel. Write https://mixpanel.com/api/app/data-deletions/v3.0/, without user, query or fragment, or leave it out: then only profiles are deleted.',
});

/** Not echoed. */
export const telemetryDeletionToken = z.string().regex(/^[\x21-\x7e]{8,400}$/, {
  error:
    'is no token: it has 8 to 400 characters and no spaces. Copy the OAuth token for deletions from your own settings at the analytics sink.',
});

export const telemetryProducers = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((ids) => ids.every((id) => z.uuid().safeParse(id).success), {
    error: ({ input }) =>
      `${said(input)}, and API clients are named by their ids, separated by commas. Take the clientId that each was given when it was registered.`,
  })
  .default([]);

function oneOf<const Names extends readonly string[]>(names: Names, variable: string) {
  return z.enum(names, {
    error: ({ input }) => `${said(input)}. It can be ${orOf(names)}, as in ${variable}=${names[0]}.`,
  });
}

function listOf<Name extends string>(names: readonly Name[], thing: string, example: string) {
  return z
    .string()
    .transform((text) =>
      [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''),
    )
    .superRefine((listed, context) => {
      const strangers = listed.filter((name) => !(names as readonly string[]).includes(name));
      if (strangers.length > 0) {
        context.addIssue(
          `names ${strangers.map((name) => `"${name}"`).join(', ')}, which is no ${thing}. There are ${names.join(', ')}; list some, as in ${example}.`,
        );
      } else if (listed.length === 0)
        context.addIssue(`names no ${thing}. List some, as in ${example}, or leave it out: then all run.`);
    })
    .transform((listed) => names.filter((name) => listed.includes(name)))
    .default([...names]);
}

function orOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
