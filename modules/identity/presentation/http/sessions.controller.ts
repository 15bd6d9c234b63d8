import type { IncomingHttpHeaders } from 'node:http';
import { Expensive, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Delete, Headers, Ip, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { Sessions } from '../../application/sessions.js';
import { SignIn } from '../../application/sign-in.js';
import { anyPassword } from './fields.js';
import { presentedSession, sessionOf } from './presented-session.js';
import { SessionOnlyGuard } from './session-only.guard.js';
import { tooManyAttempts, wrongCredentials } from './sign-in-problems.js';

const login = z.string().min(1).max(254);
const Login = z.union([
  z.strictObject({ username: login, password: anyPassword }),
  z.strictObject({ email: login, password: anyPassword }),
]);
const Session = z.object({
  token: z.string().meta({ description: 'Send it as `Authorization: Bearer <token>`.' }),
  expiresAt: z.date(),
});

@Controller('api/v1/sessions')
export class SessionsController {
  constructor(
    private readonly signIns: SignIn,
    private readonly sessions: Sessions,
  ) {}

  /** A session that the request came with ends: nobody goes on with one that somebody else may have planted. */
  @Post()
  @Policy('public')
  @Expensive()
  @Summary('Sign in with your username or your e-mail address')
  @Returns(201, Session)
  @Refuses('wrong-credentials', 401, 'No account has this login and this password.')
  @Refuses('account-suspended', 'forbidden', 'The account may not be used.')
  @Refuses('too-many-attempts', 429, 'Too many tries for this account, or from this network.')
  async signIn(
    @Body({ schema: Login }) { password, ...login }: z.infer<typeof Login>,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<z.infer<typeof Session>> {
    const visitor = { address, userAgent: headers['user-agent'] ?? '' };
    const result = await this.signIns.signIn(login, password, visitor);
    if (result.outcome === 'throttled') throw tooManyAttempts(result.retryAfterSeconds);
    if (result.outcome === 'refused') throw wrongCredentials();
    const before = await presentedSession(headers, this.sessions);
    if (before !== null) await this.sessions.end(before);
    return result.session;
  }

  @Delete('current')
  @Policy('user')
  @UseGuards(SessionOnlyGuard)
  @Summary('Sign out')
  @Returns(204)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  async signOut(@Headers() headers: IncomingHttpHeaders): Promise<void> {
    await this.sessions.end(await sessionOf(headers, this.sessions));
  }
}
