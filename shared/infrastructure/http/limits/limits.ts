import { AsyncLocalStorage } from 'node:async_hooks';
import { networkOf } from '@boardwalk/domain';
import { type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../authentication/policy.js';
import type { Principal } from '../authentication/principal.js';
import { bodyConfigOf } from '../input/body-limit.js';
import { HttpProblem } from '../problems/problem.js';
import { isExpensive, type Quota, quotaOf, quotas, windowSeconds } from './quotas.js';
import { RequestCounts } from './request-counts.js';

/** Asked every few seconds by whoever watches over the program. */
const uncounted = new Set(['/healthz', '/readyz']);

/** Refuses callers who ask more than their share, and tells everybody what is left of it. */
@Injectable()
export class Limits {
  private readonly logger = new Logger('http');
  private readonly asked = new AsyncLocalStorage<true>();
  private hasToldOfProxy = false;

  constructor(private readonly counts: RequestCounts) {}

  /**
   * Counts a request for its principal, or for its network where nobody is known. The operator and the processes of the
   * platform have no limit.
   * @throws {HttpProblem} 429 too-many-requests
   */
  take(context: ExecutionContext, access: readonly Access[], principal: Principal): void {
    if (principal.kind === 'operator' || principal.kind === 'service' || this.asked.getStore()) return;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const handler = context.getHandler();
    const expensive = isExpensive(handler, context.getClass()) || bodyConfigOf(handler).streams !== undefined;
    const quota = quotaOf({ method: request.method, access, expensive });
    if (quota === undefined || uncounted.has(request.url)) return;
    this.lookForProxy(request);
    const { admitted, remaining, reset } = this.counts.take(quota, callerOf(principal, request));
    http.getResponse<FastifyReply>().headers({
      'ratelimit-policy': `"${quota}";q=${quotas[quota]};w=${windowSeconds}`,
      ratelimit: `"${quota}";r=${remaining};t=${reset}`,
    });
    if (!admitted) throw tooMany(quota, reset);
  }

  /** What the edge asks itself, to answer a request that has been counted. */
  uncounted<T>(work: () => T): T {
    return this.asked.run(true, work);
  }

  /** Somebody may have written the header who is no proxy; so it is only told, once. */
  private lookForProxy({ headers, ip, socket }: FastifyRequest): void {
    if (this.hasToldOfProxy || headers['x-forwarded-for'] === undefined || ip !== socket.remoteAddress)
      return;
    this.hasToldOfProxy = true;
    this.logger.warn(
      `Requests come with X-Forwarded-For from ${ip}, which TRUSTED_PROXIES does not name: all callers behind it count as one. Name it if it is a proxy of yours.`,
    );
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
