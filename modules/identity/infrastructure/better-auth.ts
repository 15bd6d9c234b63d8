import { Clock, Ids } from '@boardwalk/domain';
import { Database, TracedUnits } from '@boardwalk/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { type Auth, type BetterAuthOptions, betterAuth } from 'better-auth';
import { PasswordHasher } from '../application/password-hasher.js';
import { limits } from '../domain/limits.js';
import { Arrivals } from './arrivals.js';
import { IdentityOptions } from './identity-options.js';
import { oauthPlugin } from './oauth-plugin.js';
import { SignUpRoad } from './sign-up-road.js';
import type { IdentityTables } from './tables.js';

/** Header in which our edge hands over the address of the other end; browsers' own headers are not believed. */
export const addressHeader = 'x-boardwalk-address';

/** Where better-auth would send a browser whose sign-in it knows nothing of; there is no page, and our edge answers instead. */
export const failedSignIn = (baseUrl: string): string => `${baseUrl}/api/auth/error`;

/** better-auth's tables in our schema, by our names. Also read by the test that compares them with our SQL. */
export const tableOptions = {
  user: {
    modelName: 'users',
    fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    // An address appears here once it is proved.
    additionalFields: { email: { type: 'string', required: false, unique: true } },
  },
  session: {
    modelName: 'sessions',
    fields: {
      expiresAt: 'expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      userId: 'user_id',
    },
  },
  account: {
    modelName: 'accounts',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'user_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  verification: {
    modelName: 'verifications',
    fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
} as const satisfies BetterAuthOptions;

/** better-auth on our connection, our clock, our ids and our limits. Its transactions are units of work. */
@Injectable()
export class BetterAuth {
  readonly instance: Auth;

  constructor(
    database: Database<IdentityTables>,
    { secret, baseUrl, oauth }: IdentityOptions,
    hasher: PasswordHasher,
    road: SignUpRoad,
    arrivals: Arrivals,
    units: TracedUnits,
    clock: Clock,
    ids: Ids,
  ) {
    const options: BetterAuthOptions = {
      ...tableOptions,
      appName: 'Boardwalk',
      secret,
      baseURL: baseUrl,
      database: { db: database.query, type: 'postgres', transaction: true },
      emailAndPassword: {
        enabled: true,
        autoSignIn: false,
        password: {
          hash: async (password) => road.hashOf(password) ?? hasher.hash(password),
          verify: async ({ hash, password }) => {
            const right = await hasher.verify(password, hash);
            if (right) arrivals.matched(hash);
            return right;
          },
        },
      },
      plugins: oauth === undefined ? [] : [oauthPlugin(oauth, road)],
      // A provider is asked once who somebody is, so its tokens are not kept.
      account: { ...tableOptions.account, updateAccountOnSignIn: false },
      session: {
        ...tableOptions.session,
        expiresIn: limits.session.lifetime / 1000,
        disableSessionRefresh: true,
      },
      databaseHooks: {
        user: { create: { before: async (claims) => ({ data: await road.admit(claims) }) } },
        account: { create: { before: async () => ({ data: noTokens }) } },
        session: {
          create: {
            before: async ({ userId, userAgent }) => {
              if (!(await arrivals.admit(userId, userAgent ?? ''))) return false;
              const now = clock.now();
              const expiresAt = new Date(now.getTime() + limits.session.lifetime);
              return { data: { token: ids.secret(), createdAt: now, updatedAt: now, expiresAt } };
            },
          },
        },
      },
      advanced: {
        cookiePrefix: 'boardwalk',
        ipAddress: { ipAddressHeaders: [addressHeader] },
        // Our own SQL makes the tables, and a test compares.
        database: { generateId: () => ids.next(), validateSchema: false },
      },
      // Tries are counted in the database on every road, before better-auth is reached.
      rateLimit: { enabled: false },
      telemetry: { enabled: false },
      experimental: { instrumentation: { enabled: false } },
      // What is no refusal of its own reaches our edge as it was thrown.
      onAPIError: { throw: true, errorURL: failedSignIn(baseUrl) },
      logger: loggerOf(new Logger('better-auth'), road),
    };
    this.instance = betterAuth(options) as Auth;
    // From the look at the account to the row of its session is one transaction, by whichever road somebody comes.
    void this.instance.$context.then(({ internalAdapter }) => {
      const { createSession } = internalAdapter;
      internalAdapter.createSession = (...session) =>
        units.run('identity.open-session', () => createSession(...session));
    });
  }
}

const noTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
};

/**
 * Only its errors: its other lines repeat what the edge logs, some with addresses in it. While somebody signs up, errors
 * too: that road brings every failure back, and most are mere refusals.
 */
function loggerOf(logger: Logger, road: SignUpRoad): NonNullable<BetterAuthOptions['logger']> {
  return {
    level: 'error',
    log: (_level, message, ...details: unknown[]) => {
      const cause = details.find((detail) => detail instanceof Error);
      if (road.isTaken()) logger.debug(message);
      else logger.error(message, cause?.stack);
    },
  };
}
