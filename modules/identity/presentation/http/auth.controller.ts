import type { IncomingHttpHeaders } from 'node:http';
import { Expensive, HttpProblem, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Get, Headers, Ip, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { AccountReads } from '../../application/account-reads.js';
import { AuthEndpoint, type AuthPath, type BrowserRequest } from '../../application/auth-endpoint.js';
import { PasswordHasher } from '../../application/password-hasher.js';
import { Sessions } from '../../application/sessions.js';
import { SignInAttempts } from '../../application/sign-in-attempts.js';
import { email, name, password, username } from './fields.js';
import { tooManyAttempts, wrongCredentials } from './sign-in-problems.js';

const SignUp = z.strictObject({ name, username, email, password });
const SignIn = z.strictObject({ email, password: z.string().min(1).max(128) });

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

interface Reply {
  header(name: string, value: string | string[]): unknown;
}

/** better-auth's own endpoints, for browsers that use its client: sessions travel in a signed cookie. */
@Controller('api/auth')
@Policy('public')
export class AuthController {
  constructor(
    private readonly endpoint: AuthEndpoint,
    private readonly passwords: PasswordHasher,
    private readonly attempts: SignInAttempts,
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
  async signUp(
    @Body({ schema: SignUp }) body: z.infer<typeof SignUp>,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<z.infer<typeof SignedUp>> {
    const { name: displayName, ...rest } = body;
    const person = { ...rest, displayName, passwordHash: await this.passwords.hash(body.password) };
    const response = await this.endpoint.signUp(person, requestTo('/sign-up/email', address, headers));
    const { token, user } = (await relayed(response, reply)) as z.infer<typeof SignedUp>;
    return { token, user: { ...user, email: body.email } };
  }

  @Post('sign-in/email')
  @Expensive()
  @Summary('Sign in in a browser, with an address that you have proved')
  @Returns(200, SignedIn)
  @Refuses('wrong-credentials', 401, 'No account has proved this address and has this password.')
  @Refuses('too-many-attempts', 429, 'Too many tries for this account, or from this network.')
  async signIn(
    @Body({ schema: SignIn }) body: z.infer<typeof SignIn>,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<unknown> {
    const retryAfterSeconds = await this.attempts.begin(body, address);
    if (retryAfterSeconds !== null) throw tooManyAttempts(retryAfterSeconds);
    const response = await this.endpoint.handle({
      ...requestTo('/sign-in/email', address, headers),
      body,
    });
    if (response.ok) await this.attempts.forgive(body, address);
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
    return relayed(await this.endpoint.handle(requestTo('/sign-out', address, headers)), reply);
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

const passedOn = [
  'cookie',
  'origin',
  'referer',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
] as const;

function requestTo(path: AuthPath, address: string, headers: IncomingHttpHeaders): BrowserRequest {
  const sent = passedOn.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const visitor = { address, userAgent: headers['user-agent'] ?? '' };
  return { path, visitor, headers: Object.fromEntries(sent) };
}

/** Cookies and body of a success; a refusal becomes a problem, as everywhere. */
async function relayed(response: Response, reply: Reply): Promise<unknown> {
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (response.ok) return body;
  if (response.status === 401) throw wrongCredentials();
  throw refusalOf(response.status, body);
}

/** What better-auth refuses is input, or a page of another origin; anything else is a failure of ours. */
function refusalOf(status: number, body: unknown): Error {
  const { message } = z
    .object({ message: z.string() })
    .catch({ message: 'better-auth refused the request.' })
    .parse(body);
  if (status === 400) return new HttpProblem(400, 'validation-failed', message);
  if (status === 403) return new HttpProblem(403, 'cross-origin', message);
  return new Error(`better-auth answered ${status}: ${message}`);
}
