import { describe, expect, it } from 'vitest';
import { configurationFrom, misspeltSettings } from '../configuration/configuration.js';
import { ConfigurationError } from '../configuration/fault.js';

const secret = 'a-secret-of-more-than-thirty-two-characters';

function faultsOf(env: NodeJS.ProcessEnv) {
  try {
    configurationFrom(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

const problemOf = (env: NodeJS.ProcessEnv) => faultsOf(env)[0]?.problem;

describe('the configuration', () => {
  it('of an empty environment is everything, on this machine alone, with nothing sent outside', () => {
    expect(configurationFrom({ BOARDWALK_HOME: '/tmp/boardwalk-home' })).toEqual({
      host: '127.0.0.1',
      port: 3000,
      logUrls: [],
      metricsHost: '127.0.0.1',
      metricsPort: 0,
      home: '/tmp/boardwalk-home',
      contexts: ['identity', 'collectives', 'extensions', 'notifications', 'stats', 'discord', 'telemetry'],
      roles: ['web', 'relay', 'worker'],
      transport: 'postgres',
      brokerUrls: {},
      retentionDays: 35,
      rateLimits: true,
      trustedProxies: [],
      telemetryProducers: [],
      logLevel: 'info',
      drainMs: 10_000,
      given: [],
    });
  });

  it('takes every variable', () => {
    const env = {
      HOST: '0.0.0.0',
      PORT: '8080',
      METRICS_HOST: '10.0.0.1',
      METRICS_PORT: '9464',
      DATABASE_URL: 'postgres://user:password@db.example:5432/boardwalk',
      LOG_URLS: 'postgres://me@a.example/one, postgresql://b.example:6432/two, https://c.example/three',
      BOARDWALK_HOME: '/srv/boardwalk',
      BOARDWALK_SECRET: secret,
      CONTEXTS: 'stats, identity,stats',
      ROLES: 'worker,relay',
      TRANSPORT: 'redis-streams',
      REDIS_URL: 'redis://me:password@queue.example:6379',
      OPERATOR_TOKEN: 'an-operator-token-of-random-bits',
      PUBLIC_URL: 'https://boardwalk.example',
      IDENTITY_URL: 'http://identity.example:3000',
      SIGNALS_URL: 'nats://a.example:4222,b.example:4222',
      DOMAIN_EVENTS_URL: 'redis://me:password@legacy.example',
      OAUTH_NAME: 'provider',
      OAUTH_CLIENT_ID: 'boardwalk',
      OAUTH_CLIENT_SECRET: 'of-the-client',
      OAUTH_AUTHORIZATION_URL: 'https://provider.example/authorize',
      OAUTH_TOKEN_URL: 'https://provider.example/token',
      OAUTH_USER_INFO_URL: 'http://127.0.0.1:9000/userinfo',
      OAUTH_SCOPES: 'user:email read:user',
      RETENTION_DAYS: '90',
      RATE_LIMITS: 'off',
      TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::/32,127.0.0.1',
      SMTP_URL: 'smtps://user:password@mail.example',
      DISCORD_API_URL: 'http://127.0.0.1:9000/api',
      DISCORD_WEBHOOK_URL: 'https://discord.com/api/webhooks/123456789012345678/abcdefghij_-klmnop',
      TELEMETRY_SINK_URL: 'https://api.mixpanel.com/import',
      TELEMETRY_SINK_TOKEN: 'token-of-the-project',
      TELEMETRY_DELETION_URL: 'https://mixpanel.com/api/app/data-deletions/v3.0/',
      TELEMETRY_DELETION_TOKEN: 'token-of-an-admin',
      TELEMETRY_PRODUCERS: '0198c1b0-0000-7000-8000-000000000001, 0198c1b0-0000-7000-8000-000000000002',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      LOG_LEVEL: 'warn',
      DRAIN_SECONDS: '45',
    };
    expect(configurationFrom(env)).toEqual({
      host: '0.0.0.0',
      port: 8080,
      metricsHost: '10.0.0.1',
      metricsPort: 9464,
      databaseUrl: env.DATABASE_URL,
      logUrls: ['postgres://me@a.example/one', 'postgresql://b.example:6432/two', 'https://c.example/three'],
      home: '/srv/boardwalk',
      secret,
      contexts: ['identity', 'stats'],
      roles: ['relay', 'worker'],
      transport: 'redis-streams',
      brokerUrls: { bullmq: env.REDIS_URL, 'redis-streams': env.REDIS_URL },
      operatorToken: env.OPERATOR_TOKEN,
      publicUrl: env.PUBLIC_URL,
      identityUrl: env.IDENTITY_URL,
      signalsUrl: env.SIGNALS_URL,
      domainEventsUrl: env.DOMAIN_EVENTS_URL,
      oauth: {
        name: 'provider',
        clientId: 'boardwalk',
        clientSecret: 'of-the-client',
        authorizationUrl: env.OAUTH_AUTHORIZATION_URL,
        tokenUrl: env.OAUTH_TOKEN_URL,
        userInfoUrl: env.OAUTH_USER_INFO_URL,
        scopes: ['user:email', 'read:user'],
      },
      retentionDays: 90,
      rateLimits: false,
      trustedProxies: ['10.0.0.0/8', '2001:db8::/32', '127.0.0.1'],
      smtpUrl: env.SMTP_URL,
      discordApiUrl: env.DISCORD_API_URL,
      discordWebhookUrl: env.DISCORD_WEBHOOK_URL,
      analyticsSink: {
        url: env.TELEMETRY_SINK_URL,
        token: env.TELEMETRY_SINK_TOKEN,
        deletion: { url: env.TELEMETRY_DELETION_URL, token: env.TELEMETRY_DELETION_TOKEN },
      },
      telemetryProducers: ['0198c1b0-0000-7000-8000-000000000001', '0198c1b0-0000-7000-8000-000000000002'],
      otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
      logLevel: 'warn',
      drainMs: 45_000,
      given: expect.toSatisfy((names: string[]) => {
        const known = Object.keys(env).filter((name) => name !== 'BOARDWALK_HOME');
        return names.toSorted().join() === known.toSorted().join();
      }),
    });
  });

  it('takes an empty variable as an absent one', () => {
    expect(faultsOf({ PORT: '', DATABASE_URL: '', CONTEXTS: '', SMTP_URL: '', TRANSPORT: '' })).toEqual([]);
  });

  it.each([
    ['HOST', 'not a host', /HOST=127\.0\.0\.1/],
    ['PORT', 'http', /is "http".*from 0 to 65535.*PORT=3001/],
    ['PORT', '65536', /65535/],
    ['PORT', '-1', /65535/],
    ['PORT', '3000.5', /65535/],
    ['METRICS_HOST', 'not a host', /METRICS_HOST=127\.0\.0\.1/],
    ['METRICS_PORT', '70000', /METRICS_PORT=9464/],
    ['DATABASE_URL', 'mysql://root@localhost/db', /postgres:\/\/user:password@host:5432\/database/],
    ['DATABASE_URL', 'localhost', /postgres:\/\//],
    ['LOG_URLS', 'postgres://localhost/one,two', /several with commas/],
    ['LOG_URLS', 'https://c.example/three?log=1', /http:\/\/host:3000/],
    ['LOG_URLS', 'postgres://localhost/one, postgres://localhost/one', /twice/],
    ['BOARDWALK_SECRET', 'short', /at least 32.*openssl rand/],
    ['OPERATOR_TOKEN', 'short', /22 to 200 .*openssl rand/],
    ['CONTEXTS', 'identity,statz', /"statz".*identity, collectives/],
    ['CONTEXTS', ',', /names no context/],
    ['ROLES', 'web,cook', /"cook".*web, relay, worker/],
    ['RETENTION_DAYS', '0', /is "0".*RETENTION_DAYS=35/],
    ['RETENTION_DAYS', '1.5', /whole number of days/],
    ['RATE_LIMITS', 'sometimes', /is "sometimes".*RATE_LIMITS=off/],
    ['TRUSTED_PROXIES', 'nginx', /is "nginx".*TRUSTED_PROXIES=10\.0\.0\.0\/8/],
    ['TRUSTED_PROXIES', '10.0.0.0/33', /no list of addresses/],
    ['TRANSPORT', 'pigeon', /is "pigeon".*postgres, in-process, .* or kafka/],
    ['REDIS_URL', 'localhost', /redis:\/\/127\.0\.0\.1:6379/],
    ['NATS_URL', 'http://localhost', /nats:\/\/127\.0\.0\.1:4222/],
    ['RABBITMQ_URL', 'localhost', /amqp:\/\/guest:guest@127\.0\.0\.1:5672/],
    ['KAFKA_URL', 'localhost:9092', /kafka:\/\/127\.0\.0\.1:9092/],
    ['SIGNALS_URL', 'kafka://localhost', /redis:\/\/127\.0\.0\.1:6379 or nats:/],
    ['DOMAIN_EVENTS_URL', 'nats://localhost', /redis:\/\/127\.0\.0\.1:6379/],
    ['PUBLIC_URL', 'boardwalk.example', /https:\/\/boardwalk\.example/],
    ['IDENTITY_URL', 'localhost:3000', /http:\/\/127\.0\.0\.1:3000/],
    ['SMTP_URL', 'mail.example', /smtp:\/\/user:password@host:587/],
    ['DISCORD_API_URL', 'discord.com', /https:\/\/discord\.com\/api/],
    ['DISCORD_API_URL', 'https://discord.com/api?x=1', /without user, query/],
    ['DISCORD_WEBHOOK_URL', 'https://discord.com/channels/1', /api\/webhooks\/<id>\/<token>/],
    [
      'DISCORD_WEBHOOK_URL',
      'https://evil.example/api/webhooks/123456789012345678/abcdefghij',
      /discord\.com/,
    ],
    ['DISCORD_WEBHOOK_URL', 'http://discord.com/api/webhooks/123456789012345678/abcdefghij', /https/],
    ['DISCORD_BOT_TOKEN', 'short', /page "Bot"/],
    ['DISCORD_CHANNEL_ID', 'general', /is "general".*Copy Channel ID/],
    ['TELEMETRY_SINK_URL', 'api.mixpanel.com', /https:\/\/api\.mixpanel\.com\/import/],
    ['TELEMETRY_SINK_TOKEN', 'short', /8 to 200/],
    ['TELEMETRY_DELETION_URL', 'mixpanel.com', /data-deletions\/v3\.0/],
    ['TELEMETRY_DELETION_TOKEN', 'short', /8 to 400/],
    ['TELEMETRY_PRODUCERS', 'old-web', /is "old-web".*clientId/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', /http:\/\/127\.0\.0\.1:4318/],
    ['DRAIN_SECONDS', 'soon', /is "soon".*from 0 to 3600.*DRAIN_SECONDS=10/],
    ['DRAIN_SECONDS', '3601', /3600/],
    ['LOG_LEVEL', 'loud', /trace, debug, info, warn, error, fatal or silent/],
  ])('names %s when it is "%s", and says how to mend it', (variable, value, remedy) => {
    const faults = faultsOf({ BOARDWALK_SECRET: secret, [variable]: value });
    expect(faults.map((fault) => fault.variable)).toEqual([variable]);
    expect(faults[0]?.problem).toMatch(remedy);
  });

  it('names every variable that is wrong, not the first alone', () => {
    const faults = faultsOf({ PORT: 'x', ROLES: 'y', LOG_LEVEL: 'z' });
    expect(faults.map(({ variable }) => variable)).toEqual(['PORT', 'ROLES', 'LOG_LEVEL']);
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:hunter2@localhost/db'],
    ['LOG_URLS', 'postgres://me:hunter2@localhost/db,mysql://localhost'],
    ['LOG_URLS', 'http://me:hunter2@served.example'],
    ['BOARDWALK_SECRET', 'hunter2'],
    ['SMTP_URL', 'http://me:hunter2@mail.example'],
    ['OPERATOR_TOKEN', 'hunter2'],
    ['RABBITMQ_URL', 'http://me:hunter2@queue.example'],
    ['IDENTITY_URL', 'http://me:hunter2@identity.example'],
    ['DISCORD_WEBHOOK_URL', 'https://discord.com/api/webhooks/1/hunter2'],
    ['DISCORD_BOT_TOKEN', 'hunter2'],
    ['TELEMETRY_SINK_URL', 'http://me:hunter2@sink.example'],
    ['TELEMETRY_SINK_TOKEN', 'hunter2'],
    ['TELEMETRY_DELETION_URL', 'http://me:hunter2@sink.example'],
    ['TELEMETRY_DELETION_TOKEN', 'hunter2'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://me:hunter2@collector:4318'],
  ])('does not repeat what may be secret in %s', (variable, value) => {
    expect(problemOf({ [variable]: value })).not.toContain('hunter2');
  });

  it('takes a bot in place of a webhook, with the channel that it posts in', () => {
    const bot = {
      DISCORD_BOT_TOKEN: 'a.bot-token_0123456789abcdef',
      DISCORD_CHANNEL_ID: '123456789012345678',
    };
    expect(configurationFrom(bot).discordBot).toEqual({
      token: bot.DISCORD_BOT_TOKEN,
      channelId: bot.DISCORD_CHANNEL_ID,
    });
    const webhook = 'https://discord.com/api/webhooks/123456789012345678/abcdefghij_-klmnop';
    expect(faultsOf({ ...bot, DISCORD_WEBHOOK_URL: webhook })).toEqual([
      { variable: 'DISCORD_WEBHOOK_URL', problem: expect.stringContaining('Leave one of them out') },
    ]);
  });

  it.each([
    ['DISCORD_BOT_TOKEN', 'a.bot-token_0123456789abcdef', 'DISCORD_CHANNEL_ID'],
    ['DISCORD_CHANNEL_ID', '123456789012345678', 'DISCORD_BOT_TOKEN'],
    ['TELEMETRY_SINK_URL', 'https://api.mixpanel.com/import', 'TELEMETRY_SINK_TOKEN'],
    ['TELEMETRY_SINK_TOKEN', 'token-of-the-project', 'TELEMETRY_SINK_URL'],
    ['TELEMETRY_DELETION_TOKEN', 'token-of-an-admin', 'TELEMETRY_DELETION_URL'],
  ])('misses with %s the one that belongs to it', (variable, value, missing) => {
    expect(faultsOf({ [variable]: value })).toEqual([
      { variable: missing, problem: expect.stringContaining(`${variable} is set`) },
    ]);
  });

  it('has people deleted only where they are told of', () => {
    const deletion = {
      TELEMETRY_DELETION_URL: 'https://mixpanel.com/api/app/data-deletions/v3.0/',
      TELEMETRY_DELETION_TOKEN: 'token-of-an-admin',
    };
    expect(faultsOf(deletion)).toEqual([
      { variable: 'TELEMETRY_SINK_URL', problem: expect.stringContaining('TELEMETRY_DELETION_URL is set') },
    ]);
  });

  it('needs a secret for a database that other processes may use', () => {
    const [fault] = faultsOf({ DATABASE_URL: 'postgres://localhost/boardwalk' });
    expect(fault).toMatchObject({
      variable: 'BOARDWALK_SECRET',
      problem: expect.stringMatching(/DATABASE_URL is set/),
    });
    expect(faultsOf({ DATABASE_URL: 'postgres://localhost/boardwalk', BOARDWALK_SECRET: secret })).toEqual(
      [],
    );
  });

  it('needs the secret under which the other logs were written', () => {
    const [fault] = faultsOf({ LOG_URLS: 'postgres://localhost/other' });
    expect(fault).toMatchObject({
      variable: 'BOARDWALK_SECRET',
      problem: expect.stringMatching(/LOG_URLS is set/),
    });
  });

  it('needs all of a provider, or nothing', () => {
    const faults = faultsOf({ OAUTH_NAME: 'provider', OAUTH_CLIENT_ID: 'boardwalk' });
    expect(faults.map(({ variable }) => variable)).toEqual([
      'OAUTH_CLIENT_SECRET',
      'OAUTH_AUTHORIZATION_URL',
      'OAUTH_TOKEN_URL',
      'OAUTH_USER_INFO_URL',
    ]);
    expect(faults[0]?.problem).toMatch(/Give all six, or none/);
  });

  it.each([
    ['OAUTH_NAME', 'My Provider', /OAUTH_NAME=github/],
    ['OAUTH_TOKEN_URL', 'http://provider.example/token', /https address/],
    ['OAUTH_TOKEN_URL', 'https://me:hunter2@provider.example/token', /without user/],
    ['OAUTH_SCOPES', 'a  b', /OAUTH_SCOPES="openid email profile"/],
  ])('names %s when it is "%s", and keeps what may be secret to itself', (variable, value, remedy) => {
    const fault = faultsOf({ [variable]: value }).find((each) => each.variable === variable);
    expect(fault?.problem).toMatch(remedy);
    expect(fault?.problem).not.toContain('hunter2');
  });

  it('refuses its own database among the other logs', () => {
    const url = 'postgres://localhost/boardwalk';
    const [fault] = faultsOf({ DATABASE_URL: url, LOG_URLS: url, BOARDWALK_SECRET: secret });
    expect(fault).toMatchObject({ variable: 'LOG_URLS', problem: expect.stringMatching(/read anyway/) });
  });

  it('refuses the in-process transport where logs of other processes are read', () => {
    const env = { LOG_URLS: 'postgres://localhost/other', BOARDWALK_SECRET: secret };
    const [fault] = faultsOf({ ...env, TRANSPORT: 'in-process' });
    expect(fault).toMatchObject({
      variable: 'TRANSPORT',
      problem: expect.stringMatching(/one process only.*TRANSPORT=postgres/),
    });
  });

  it.each(['web', 'relay,worker', 'web,worker'])(
    'refuses the in-process transport for the roles %s alone',
    (roles) => {
      const [fault] = faultsOf({ TRANSPORT: 'in-process', ROLES: roles });
      expect(fault).toMatchObject({
        variable: 'TRANSPORT',
        problem: expect.stringMatching(/one process only.*TRANSPORT=postgres/),
      });
    },
  );

  it('refuses signals to other processes where there are none', () => {
    const [fault] = faultsOf({ TRANSPORT: 'in-process', SIGNALS_URL: 'redis://localhost' });
    expect(fault?.variable).toBe('SIGNALS_URL');
    expect(fault?.problem).toContain('Leave one of them out.');
  });

  it('allows the in-process transport where every role runs', () => {
    expect(configurationFrom({ TRANSPORT: 'in-process' }).transport).toBe('in-process');
  });

  it('takes several servers of a cluster', () => {
    const url = 'kafkas://me:secret@one.example:9093,two.example:9093';
    expect(configurationFrom({ TRANSPORT: 'kafka', KAFKA_URL: url }).brokerUrls).toEqual({ kafka: url });
  });

  it.each([
    ['bullmq', 'REDIS_URL'],
    ['jetstream', 'NATS_URL'],
    ['rabbitmq', 'RABBITMQ_URL'],
    ['kafka', 'KAFKA_URL'],
  ])('needs the address of a server for %s', (transport, variable) => {
    const [fault] = faultsOf({ TRANSPORT: transport });
    expect(fault).toMatchObject({
      variable,
      problem: expect.stringContaining(`facts travel over ${transport}`),
    });
  });

  it('needs to know who can tell who asks, where that is another process', () => {
    const env = { CONTEXTS: 'stats', BOARDWALK_SECRET: secret };
    const [fault] = faultsOf(env);
    expect(fault).toMatchObject({
      variable: 'IDENTITY_URL',
      problem: expect.stringContaining('leave web out'),
    });
    expect(faultsOf({ ...env, IDENTITY_URL: 'http://127.0.0.1:3000' })).toEqual([]);
    expect(faultsOf({ ...env, ROLES: 'relay,worker' })).toEqual([]);
    expect(faultsOf({ CONTEXTS: 'stats', IDENTITY_URL: 'http://127.0.0.1:3000' })).toMatchObject([
      { variable: 'BOARDWALK_SECRET', problem: expect.stringContaining('IDENTITY_URL is set') },
    ]);
  });
});

describe('a variable that is nearly one of ours', () => {
  it.each([
    ['TRANSPRT', 'TRANSPORT'],
    ['TRANSPROT', 'TRANSPORT'],
    ['BOARDWALK_SECERT', 'BOARDWALK_SECRET'],
    ['REDIS_URI', 'REDIS_URL'],
    ['ROLE', 'ROLES'],
    ['PRT', 'PORT'],
  ])('as %s is, is told together with %s', (variable, meant) => {
    expect(misspeltSettings({ [variable]: 'x' })).toEqual([{ variable, meant }]);
  });

  it('is told from those of others', () => {
    const others = [
      'HOME',
      'HOSTNAME',
      'PATH',
      'PWD',
      'SHELL',
      'SHLVL',
      'LANG',
      'TERM',
      'USER',
      'COLUMNS',
      'REDIS_PORT',
    ];
    const ours = ['TRANSPORT', 'HOST', 'PORT', 'BOARDWALK_URL', 'OTEL_EXPORTER_OTLP_HEADERS'];
    expect(misspeltSettings(Object.fromEntries([...others, ...ours].map((name) => [name, 'x'])))).toEqual([]);
  });
});
