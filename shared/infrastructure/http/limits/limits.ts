import type { ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../authentication/policy.js';
import type { Principal } from '../authentication/principal.js';
import { bodyConfigOf } from '../input/body-limit.js';
import { HttpProblem } from '../problems/problem.js';
import { networkOf } from './network.js';
import { isExpensive, type Quota, quotaOf, quotas, windowSeconds } from './quotas.js';
import { RequestCounts } from './request-counts.js';

/** Asked every few seconds by whoever watches over the program. */
const uncounted = new Set(['/healthz', '/readyz']);

/** Refuses callers who ask more than their share, and tells everybody what is left of it. */
@Injectable()
export class Limits {
  constructor(private readonly counts: RequestCounts) {}

  /**
   * Counts a request for its principal, or for its network where nobody is known. The operator and the processes of the
   * platform have no limit.
   * @throws {HttpProblem} 429 too-many-requests
   */
  take(context: ExecutionContext, access: readonly Access[], principal: Principal): void {
    if (principal.kind === 'operator' || principal.kind === 'service') return;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const handler = context.getHandler();
    const expensive =
      isExpensive(handler, context.getClass()) || bodyConfigOf(handler).streams !== undefined;
    const quota = quotaOf({ method: request.method, access, expensive });
    if (quota === undefined || uncounted.has(request.url)) return;
    const { admitted, remaining, reset } = this.counts.take(quota, callerOf(principal, request));
    http.getResponse<FastifyReply>().headers({
      'ratelimit-policy': `"${quota}";q=${quotas[quota]};w=${windowSeconds}`,
      ratelimit: `"${quota}";r=${remaining};t=${reset}`,
    });
    if (!admitted) throw tooMany(quota, reset);
  }
}

function callerOf(principal: Principal, request: FastifyRequest): string {
  if (principal.kind === 'user') return `user ${principal.userId}`;
  if (principal.kind === 'client') return `client ${principal.clientId}`;
  return `network ${networkOf(request.ip)}`;
}

function tooMany(quota: Quota, reset: number): HttpProblem {
  return new HttpProblem(
    429,
    'too-many-requests',
    `More than ${quotas[quota].toLocaleString('en')} requests of the kind "${quota}" came within ${windowSeconds} s. Nothing was done; go on in ${reset} s.`,
    { headers: { 'retry-after': String(reset) } },
  );
}
