import { Injectable } from '@nestjs/common';
import {
  AuthEndpoint,
  type BrowserRequest,
  type ProviderAnswer,
  type SignUp,
} from '../application/auth-endpoint.js';
import { Arrivals } from './arrivals.js';
import { addressHeader, BetterAuth, failedSignIn } from './better-auth.js';
import { IdentityOptions } from './identity-options.js';
import { SignUpRoad } from './sign-up-road.js';

@Injectable()
export class BetterAuthEndpoint extends AuthEndpoint {
  constructor(
    private readonly betterAuth: BetterAuth,
    private readonly road: SignUpRoad,
    private readonly arrivals: Arrivals,
    private readonly options: IdentityOptions,
  ) {
    super();
  }

  get providers(): readonly string[] {
    return this.options.oauth === undefined ? [] : [this.options.oauth.name];
  }

  signUp(person: SignUp, request: BrowserRequest): Promise<Response> {
    const { displayName: name, password } = person;
    return this.road.take(person, (email) => this.handle({ ...request, body: { name, email, password } }));
  }

  handle(request: BrowserRequest): Promise<Response> {
    const { path, body } = request;
    return this.arrivals.through(() =>
      this.ask(path, request, {
        method: 'POST',
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  }

  async comeBack(answer: ProviderAnswer): Promise<Response | null> {
    const query = new URLSearchParams(answer.query).toString();
    const path = `/callback/${encodeURIComponent(answer.provider)}?${query}`;
    const response = await this.road.takeFromProvider(() =>
      this.arrivals.through(() => this.ask(path, answer, { method: 'GET', headers: {} }), {
        provider: answer.provider,
      }),
    );
    const isLost = response.headers.get('location')?.startsWith(failedSignIn(this.options.baseUrl));
    return isLost === true ? null : response;
  }

  private ask(
    path: string,
    { visitor, headers }: Pick<BrowserRequest, 'visitor' | 'headers'>,
    init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string },
  ): Promise<Response> {
    const sent = { ...headers, 'user-agent': visitor.userAgent, [addressHeader]: visitor.address };
    return this.betterAuth.instance.handler(
      new Request(new URL(`/api/auth${path}`, this.options.baseUrl), {
        ...init,
        headers: { ...sent, ...init.headers },
      }),
    );
  }
}
