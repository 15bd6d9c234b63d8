import type { Span } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';

const spans = new WeakMap<FastifyRequest, Span>();

export function rememberSpan(request: FastifyRequest, span: Span): void {
  spans.set(request, span);
}

/** The SERVER span of a request, when tracing is set up. */
export function spanOf(request: FastifyRequest): Span | undefined {
  return spans.get(request);
}

const failures = new WeakMap<FastifyRequest, unknown>();

/** What made a request fail that should not have; the span and the request's log line tell it. */
export function rememberFailure(request: FastifyRequest, failure: unknown): void {
  failures.set(request, failure);
}

export function failureOf(request: FastifyRequest): unknown {
  return failures.get(request);
}

/** The path without its query, which may hold secrets. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}

/** What processes of one platform ask each other, again and again: of no interest to people unless it fails, and no fact comes of it. */
export function isInternal(path: string): boolean {
  return path.startsWith('/internal/');
}

/** `/api/v1/invites/:id/accept`; undefined when no route matches. */
export function routeOf(request: FastifyRequest): string | undefined {
  return request.is404 ? undefined : request.routeOptions.url;
}
