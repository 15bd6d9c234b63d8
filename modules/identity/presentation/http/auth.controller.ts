import type { IncomingHttpHeaders } from 'node:http';
import { Expensive, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Get, Headers, Ip, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { AccountReads } from '../../application/account-reads.js';
import { Attempts } from '../../application/attempts.js';
import { AuthEndpoint } from '../../application/auth-endpoint.js';
import { PasswordHasher } from '../../application/password-hasher.js';
import { Sessions } from '../../application/sessions.js';
import { browserOf, type Reply, relayed } from './browser-request.js';
import { anyPassword, email, name, password, username } from './fields.js';
import { presentedSession } from './presented-session.js';
import { countMail, countTry } from './tries.js';

const SignUp = z.strictObject({ name, username, email, password });
const SignIn = z.strictObject({ email, password: anyPassword });

const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  createdAt: z.union([z.date(), z.iso.datetime()]),
});
const SignedUp = z.object({ token: z.null(), user: Person });
const SignedIn = z.object({ redirect: z.boolean(), token: z.string(), user: Person });
const SignedOut = z.object({ success: z.boolean() });
const Current = z
  .object({
    session: z.object({ id: z.string(), userId: z.string(), expiresAt: z.date() }),
    user: Person,
  })
  .nullable();

/** better-auth's own endpoints, for browsers that use its client: sessions travel in a signed cookie. */
@Controller('api/auth')
@Policy('public')
export class AuthController {
  constructor(
    private readonly endpoint: AuthEndpoint,
    private readonly passwords: PasswordHasher,
    private readonly attempts: Attempts,
    private readonly sessions: Sessions,
    private readonly reads: AccountReads,
  ) {}

  /** Hashes first: better-auth would do it inside its transaction. */
  @Post('sign-up/email')
  @Expensive()
  @Summary('Sign up in a browser')
  @Returns(200, SignedUp)
  @Refuses('username-taken', 'conflict', 'Somebody else has this username.')
  @Refuses('username-reserved', 'invalid', 'The username is kept for the product itself.')
  @Refuses('too-many-attempts', 429, 'Too many signed up with this address, or from this network.')
  async signUp(
    @Body({ schema: SignUp }) body: z.infer<typeof SignUp>,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<z.infer<typeof SignedUp>> {
    const { name: displayName, ...rest } = body;
    const { email } = body;
    const request = { ...browserOf(address, headers), path: '/sign-up/email' } as const;
    const answer = await countMail(this.attempts, ['sign-up', { email }, address], async () => {
      const person = { ...rest, displayName, passwordHash: await this.passwords.hash(body.password) };
      return relayed(await this.endpoint.signUp(person, request), reply);
    });
    const { token, user } = answer as z.infer<typeof SignedUp>;
    return { token, user: { ...user, email } };
  }

  @Post('sign-in/email')
  @Expensive()
  @Summary('Sign in in a browser, with an address that you have proved')
  @Returns(200, SignedIn)
  @Refuses('wrong-credentials', 401, 'No account has proved this address and has this password.')
  @Refuses('account-suspended', 'forbidden', 'The account may not be used.')
  @Refuses('too-many-attempts', 429, 'Too many tries for this account, or from this network.')
  async signIn(
    @Body({ schema: SignIn }) body: z.infer<typeof SignIn>,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<unknown> {
    await countTry(this.attempts, 'sign-in', body, address);
    const before = await presentedSession(headers, this.sessions);
    const response = await this.endpoint.handle({
      ...browserOf(address, headers),
      path: '/sign-in/email',
      body,
    });
    if (response.ok) {
      await this.attempts.forgive('sign-in', body, address);
      if (before !== null) await this.sessions.end(before);
    }
    return relayed(response, reply);
  }

  @Post('sign-out')
  @Summary('Sign out in a browser')
  @Returns(200, SignedOut)
  async signOut(
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<unknown> {
    const request = { ...browserOf(address, headers), path: '/sign-out' } as const;
    return relayed(await this.endpoint.handle(request), reply);
  }

  /** Answered from our own rows and clock; the token stays in the cookie. */
  @Get('get-session')
  @Summary('Show the session of a browser')
  @Returns(200, Current)
  async session(@Headers('cookie') cookie?: string): Promise<z.infer<typeof Current>> {
    const token = cookie === undefined ? null : await this.sessions.tokenOf(cookie);
    const session = token === null ? null : await this.sessions.show(token);
    if (session === null) return null;
    const { sessionId, userId, expiresAt } = session;
    const { displayName, email, emailVerified, registeredAt } = await this.reads.account(userId);
    return {
      session: { id: sessionId, userId, expiresAt },
      user: { id: userId, name: displayName, email, emailVerified, createdAt: registeredAt },
    };
  }
}
