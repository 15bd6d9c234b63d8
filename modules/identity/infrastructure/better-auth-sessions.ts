import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type OpenedSession, Sessions, type SessionView, type Visitor } from '../application/sessions.js';
import { Arrivals } from './arrivals.js';
import { BetterAuth } from './better-auth.js';
import { signedCookie } from './signed-cookie.js';
import type { IdentityTables } from './tables.js';

/** Sessions are better-auth's rows, so one that was opened on either road can be ended on the other. */
@Injectable()
export class BetterAuthSessions extends Sessions {
  constructor(
    private readonly betterAuth: BetterAuth,
    private readonly arrivals: Arrivals,
    private readonly database: Database<IdentityTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async open(userId: string, visitor: Visitor, passwordHash: string): Promise<OpenedSession | null> {
    const { internalAdapter } = await this.betterAuth.instance.$context;
    const { address: ipAddress, userAgent } = visitor;
    const session: OpenedSession | null = await this.arrivals.through(
      () => internalAdapter.createSession(userId, false, { ipAddress, userAgent }),
      { passwordHash },
    );
    return session === null ? null : { token: session.token, expiresAt: session.expiresAt };
  }

  async end(token: string): Promise<void> {
    await this.database.query.deleteFrom('sessions').where('token', '=', token).execute();
  }

  async endAllOf(userId: string): Promise<void> {
    await this.database.query.deleteFrom('sessions').where('user_id', '=', userId).execute();
  }

  async tokenOf(cookie: string): Promise<string | null> {
    const { authCookies, secret } = await this.betterAuth.instance.$context;
    return signedCookie(cookie, authCookies.sessionToken.name, secret);
  }

  async show(token: string): Promise<SessionView | null> {
    const found = await this.database.query
      .selectFrom('sessions')
      .select(['id as sessionId', 'user_id as userId', 'created_at as openedAt', 'expires_at as expiresAt'])
      .where('token', '=', token)
      .where('expires_at', '>', this.clock.now())
      .executeTakeFirst();
    return found ?? null;
  }
}
