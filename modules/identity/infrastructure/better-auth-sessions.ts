import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type OpenedSession, Sessions, type SessionView, type Visitor } from '../application/sessions.js';
import { BetterAuth } from './better-auth.js';
import { signedCookie } from './signed-cookie.js';
import type { IdentityTables } from './tables.js';

/** Sessions are better-auth's rows, so one that was opened on either road can be ended on the other. */
@Injectable()
export class BetterAuthSessions extends Sessions {
  constructor(
    private readonly betterAuth: BetterAuth,
    private readonly database: Database<IdentityTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async open(userId: string, { address, userAgent }: Visitor): Promise<OpenedSession> {
    const { internalAdapter } = await this.betterAuth.instance.$context;
    const { token, expiresAt } = await internalAdapter.createSession(userId, false, {
      ipAddress: address,
      userAgent,
    });
    return { token, expiresAt };
  }

  async end(token: string): Promise<void> {
    await this.database.query.deleteFrom('sessions').where('token', '=', token).execute();
  }

  async tokenOf(cookie: string): Promise<string | null> {
    const { authCookies, secret } = await this.betterAuth.instance.$context;
    return signedCookie(cookie, authCookies.sessionToken.name, secret);
  }

  async show(token: string): Promise<SessionView | null> {
    const found = await this.database.query
      .selectFrom('sessions')
      .select(['id as sessionId', 'user_id as userId', 'expires_at as expiresAt'])
      .where('token', '=', token)
      .where('expires_at', '>', this.clock.now())
      .executeTakeFirst();
    return found ?? null;
  }
}
