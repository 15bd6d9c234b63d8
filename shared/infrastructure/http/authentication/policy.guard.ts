import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Limits } from '../limits/limits.js';
import { HttpProblem } from '../problems/problem.js';
import { credentialsOf } from './authenticator.js';
import { Identification } from './identification.js';
import { OperatorToken, ServiceToken } from './secret-token.js';
import { type Access, accessOf, rememberPrincipal, scopeMetadata } from './policy.js';
import { Principal } from './principal.js';

/** Stands before every route. A route that says nothing lets nobody in. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identification: Identification,
    private readonly operatorToken: OperatorToken,
    private readonly serviceToken: ServiceToken,
    @Optional() private readonly limits?: Limits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const access = accessOf(context.getHandler(), context.getClass());
    if (access.includes('public')) {
      this.limits?.take(context, access, Principal.anonymous);
      return true;
    }

    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.identify(request);
    rememberPrincipal(request, principal);
    // Whoever is refused below has been counted: guesses are requests too.
    this.limits?.take(context, access, principal);
    if (!access.includes('anyone')) this.admit(principal, access);
    const scope = this.reflector.getAllAndOverride<string | undefined>(scopeMetadata, places);
    if (scope !== undefined && principal.kind !== 'anonymous' && !principal.may(scope))
      throw insufficientScope(scope);
    return true;
  }

  private async identify(request: FastifyRequest): Promise<Principal> {
    const credentials = credentialsOf(request.headers);
    if (credentials.bearer !== undefined && this.operatorToken.matches(credentials.bearer))
      return Principal.operator;
    if (credentials.bearer !== undefined && this.serviceToken.matches(credentials.bearer))
      return Principal.service;
    if (credentials.bearer === undefined && credentials.cookie === undefined) return Principal.anonymous;
    return (await this.identification.of(credentials)) ?? Principal.anonymous;
  }

  private admit(principal: Principal, access: readonly Access[]): void {
    if (access.some((kind) => kind === principal.kind)) return;
    if (principal.kind === 'anonymous') throw unauthenticated(access);
    throw new HttpProblem(
      403,
      'forbidden',
      `This route is for ${spoken(access)}, and the credentials belong to a ${principal.kind}. Use other credentials.`,
    );
  }
}

function unauthenticated(access: readonly Access[]): HttpProblem {
  const remedy =
    access.length > 0 && access.every((one) => one === 'operator')
      ? 'Send "Authorization: Bearer <token>" with the operator token, which stands in instance.json in the data folder of the platform.'
      : 'Sign in, or send "Authorization: Bearer <key>".';
  return new HttpProblem(
    401,
    'unauthenticated',
    `This route is for ${spoken(access)}, and the request carries no valid credentials. ${remedy}`,
    { headers: { 'www-authenticate': 'Bearer' } },
  );
}

function insufficientScope(scope: string): HttpProblem {
  return new HttpProblem(
    403,
    'insufficient-scope',
    `The API key may not do this: it lacks the scope "${scope}". Use a key that has it.`,
    {
      details: { scope },
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
    },
  );
}

const words: Readonly<Record<Access, string>> = {
  public: 'everybody',
  anyone: 'everybody',
  user: 'signed-in users',
  client: 'API clients',
  collective: 'tokens of collectives',
  operator: 'the operator',
  service: 'the other processes of this platform',
};

function spoken(access: readonly Access[]): string {
  return access.length === 0 ? 'nobody' : access.map((one) => words[one]).join(' and ');
}
