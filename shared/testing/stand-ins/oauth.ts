import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a provider says about somebody, by the names of OpenID Connect. */
export interface OAuthClaims {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly preferred_username?: string;
}

interface Grant {
  readonly claims: OAuthClaims;
  readonly redirectUri: string;
  readonly challenge: string;
}

const client = { clientId: 'boardwalk', clientSecret: 'secret-of-the-client-at-the-stand-in' };

/**
 * An OAuth 2.0 provider on loopback (RFC 6749, with PKCE as in RFC 7636). It refuses what a provider refuses: another client, another
 * address to come back to, a code that was redeemed, a verifier that does not fit.
 */
export class OAuthStandIn {
  /** Who signs in there next. */
  visitor: OAuthClaims = { sub: 'nobody' };
  /** Requests to the token endpoint that were refused. */
  refused = 0;
  private readonly codes = new Map<string, Grant>();
  private readonly tokens = new Map<string, OAuthClaims>();

  private constructor(
    private readonly server: Server,
    private readonly url: string,
  ) {}

  static async start(): Promise<OAuthStandIn> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const standIn = new OAuthStandIn(server, `http://127.0.0.1:${port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      standIn.answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    return standIn;
  }

  /** What whoever relies on it is told. */
  get settings() {
    return {
      ...client,
      name: 'stand-in',
      authorizationUrl: `${this.url}/authorize`,
      tokenUrl: `${this.url}/token`,
      userInfoUrl: `${this.url}/userinfo`,
      scopes: ['openid', 'email', 'profile'],
    };
  }

  /** A browser goes where it was sent, and somebody signs in. @returns where the browser is sent back to */
  async signIn(authorizationUrl: string, claims: OAuthClaims): Promise<URL> {
    this.visitor = claims;
    const { status, headers } = await fetch(authorizationUrl, { redirect: 'manual' });
    const location = headers.get('location');
    if (status !== 302 || location === null) throw new Error(`The stand-in answered ${status} to a browser.`);
    return new URL(location);
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/authorize') return this.authorize(url.searchParams, response);
    if (url.pathname === '/token') {
      const form = new URLSearchParams(await bodyOf(request));
      return this.exchange(form, request.headers.authorization, response);
    }
    const claims = this.tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    if (url.pathname !== '/userinfo' || claims === undefined) return send(response, 401, {});
    return send(response, 200, claims);
  }

  private authorize(query: URLSearchParams, response: ServerResponse): void {
    const [redirectUri, state] = [query.get('redirect_uri'), query.get('state')];
    const isFit =
      query.get('client_id') === client.clientId &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256';
    if (!isFit || redirectUri === null || state === null) return send(response, 400, {});
    const code = randomBytes(16).toString('hex');
    this.codes.set(code, {
      claims: this.visitor,
      redirectUri,
      challenge: query.get('code_challenge') ?? '',
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', state);
    response.writeHead(302, { location: back.href }).end();
  }

  private exchange(form: URLSearchParams, authorization: string | undefined, response: ServerResponse): void {
    const code = form.get('code') ?? '';
    const grant = this.codes.get(code);
    this.codes.delete(code);
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      grant === undefined ||
      !isTheClient(form, authorization) ||
      form.get('redirect_uri') !== grant.redirectUri ||
      verifier !== grant.challenge
    ) {
      this.refused += 1;
      return send(response, 400, { error: 'invalid_grant' });
    }
    const token = randomBytes(16).toString('hex');
    this.tokens.set(token, grant.claims);
    return send(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 60 });
  }
}

/** By its secret in the body, or in the header. */
function isTheClient(form: URLSearchParams, authorization: string | undefined): boolean {
  const { clientId, clientSecret } = client;
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  if (authorization !== undefined) return authorization === basic;
  return form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
