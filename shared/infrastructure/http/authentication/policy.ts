import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Principal } from './principal.js';

/**
 * Who may use a route.
 * - `public`: everybody; credentials are not even read
 * - `anyone`: everybody; who sends valid credentials is known to the handler
 * - `user`, `client`, `collective`, `operator`, `service`: only these; several may be named. A collective is a program with
 *   its token, a service another process of this platform
 */
export type Access = 'public' | 'anyone' | 'user' | 'client' | 'collective' | 'operator' | 'service';

export const policyMetadata = 'boardwalk:policy';
export const scopeMetadata = 'boardwalk:scope';

/** Says who may use a route, or all routes of a controller. A route without one keeps the program from starting. */
export function Policy(...access: [Access, ...Access[]]): MethodDecorator & ClassDecorator {
  return SetMetadata(policyMetadata, access);
}

/** Who may use the route of a handler; nobody when neither it nor its controller says so. */
export function accessOf(handler: object, controller: object): readonly Access[] {
  const said = [handler, controller].map(
    (place) => Reflect.getMetadata(policyMetadata, place) as readonly Access[] | undefined,
  );
  return said.find((access) => access !== undefined) ?? [];
}

/** The scope that an API key needs for this route. Sessions and the operator have every scope. */
export function NeedsScope(scope: string): MethodDecorator & ClassDecorator {
  return SetMetadata(scopeMetadata, scope);
}

const principals = new WeakMap<FastifyRequest, Principal>();

export function rememberPrincipal(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

export function principalOf(request: FastifyRequest): Principal {
  return principals.get(request) ?? Principal.anonymous;
}

/** Hands the handler who asks: `@CurrentPrincipal() principal: Principal`. */
export const CurrentPrincipal = createParamDecorator(
  (_data: undefined, context: ExecutionContext): Principal =>
    principalOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
