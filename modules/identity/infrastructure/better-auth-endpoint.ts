import { Injectable } from '@nestjs/common';
import { AuthEndpoint, type BrowserRequest, type SignUp } from '../application/auth-endpoint.js';
import { addressHeader, BetterAuth } from './better-auth.js';
import { IdentityOptions } from './identity-options.js';
import { SignUpRoad } from './sign-up-road.js';

@Injectable()
export class BetterAuthEndpoint extends AuthEndpoint {
  constructor(
    private readonly betterAuth: BetterAuth,
    private readonly road: SignUpRoad,
    private readonly options: IdentityOptions,
  ) {
    super();
  }

  signUp(person: SignUp, request: BrowserRequest): Promise<Response> {
    const { displayName: name, password } = person;
    return this.road.take(person, (email) => this.handle({ ...request, body: { name, email, password } }));
  }

  handle({ path, visitor, headers, body }: BrowserRequest): Promise<Response> {
    return this.betterAuth.instance.handler(
      new Request(new URL(`/api/auth${path}`, this.options.baseUrl), {
        method: 'POST',
        headers: {
          ...headers,
          'user-agent': visitor.userAgent,
          [addressHeader]: visitor.address,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  }
}
