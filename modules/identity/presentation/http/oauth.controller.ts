import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Get, Headers, Ip, Param, Post, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { AuthEndpoint } from '../../application/auth-endpoint.js';
import { Sessions } from '../../application/sessions.js';
import { browserOf, type Reply, relayed, setCookies } from './browser-request.js';
import { presentedSession } from './presented-session.js';

const provider = z.string().max(64);
/** Leads nowhere but to this origin. */
const ownPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\w\-./?=&%~]*$/, 'must be a path here, such as "/welcome"');

const Start = z.strictObject({
  provider,
  callbackURL: ownPath.default('/').meta({ description: 'Where the browser goes when all is well.' }),
  errorCallbackURL: ownPath.optional().meta({
    description: 'Where it goes otherwise, with `?error=`; the same unless given.',
  }),
});
const Started = z.object({
  url: z.string().meta({ description: 'Send the browser there.' }),
  redirect: z.boolean(),
});

const word = z.string().max(2_000).optional();
/** What providers send back, by RFC 6749, RFC 9207 and their own habits. */
const Back = z.strictObject({
  code: word,
  state: word,
  iss: word,
  error: word,
  error_description: word,
  error_uri: word,
  scope: word,
  authuser: word,
  prompt: word,
  hd: word,
  session_state: word,
});

/** Signing in by somebody who vouches for people, in a browser; whoever is new gets an account. */
@Controller('api/auth')
@Policy('public')
export class OauthController {
  constructor(
    private readonly endpoint: AuthEndpoint,
    private readonly sessions: Sessions,
  ) {}

  @Get('providers')
  @Summary('List by whom else one can sign in')
  @Returns(200, z.object({ providers: z.array(z.string()).readonly() }))
  providers(): { providers: readonly string[] } {
    return { providers: this.endpoint.providers };
  }

  @Post('sign-in/social')
  @Summary('Begin to sign in by a provider')
  @Returns(200, Started)
  @Refuses('no-such-provider', 404, 'Nobody of this name vouches for people here.')
  async begin(
    @Body({ schema: Start }) body: z.infer<typeof Start>,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<unknown> {
    this.assertKnown(body.provider);
    const { callbackURL, errorCallbackURL = callbackURL } = body;
    const asked = { provider: body.provider, callbackURL, errorCallbackURL, disableRedirect: true };
    const request = { ...browserOf(address, headers), path: '/sign-in/social', body: asked } as const;
    return relayed(await this.endpoint.handle(request), reply);
  }

  @Get('callback/:provider')
  @Summary('Come back from a provider, signed in')
  @Returns(302)
  @Refuses('no-such-provider', 404, 'Nobody of this name vouches for people here.')
  @Refuses('account-suspended', 'forbidden', 'The account may not be used.')
  @Refuses('sign-in-lost', 400, 'This browser did not begin to sign in, or too long ago.')
  async comeBack(
    @Param('provider', { schema: provider }) name: string,
    @Query({ schema: Back }) query: z.infer<typeof Back>,
    @Ip() address: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<void> {
    this.assertKnown(name);
    const before = await presentedSession(headers, this.sessions);
    const given = Object.fromEntries(
      Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const answer = { ...browserOf(address, headers), provider: name, query: given };
    const response = await this.endpoint.comeBack(answer);
    const location = response?.headers.get('location') ?? null;
    if (response === null || location === null) throw lost();
    if (before !== null && !location.includes('error=')) await this.sessions.end(before);
    setCookies(response, reply);
    reply.header('location', location);
  }

  private assertKnown(name: string): void {
    if (!this.endpoint.providers.includes(name)) throw noSuchProvider(name);
  }
}

function noSuchProvider(name: string): HttpProblem {
  return new HttpProblem(
    404,
    'no-such-provider',
    `Nobody called "${name}" vouches for people here. List who does: GET /api/auth/providers.`,
  );
}

function lost(): HttpProblem {
  return new HttpProblem(
    400,
    'sign-in-lost',
    'This browser did not begin to sign in, or too long ago, or came back twice. Begin anew.',
  );
}
