import type { LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isInternal, pathOf, routeOf } from './request-span.js';

/** Asked every few seconds by machines; of no interest unless they fail. */
const quietRoutes = new Set(['/healthz', '/readyz']);

/** One line per request: never the query, which may hold secrets, nor headers or bodies. */
export function logRequest(logger: LoggerService, request: FastifyRequest, reply: FastifyReply): void {
  const status = reply.raw.headersSent ? reply.raw.statusCode : undefined;
  const path = pathOf(request);
  const line = {
    msg: `${request.method} ${path} ${status ?? 'client gone'}`,
    method: request.method,
    path,
    route: routeOf(request),
    status,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
  };
  if (status !== undefined && status >= 500) logger.error(line);
  // Another process that stops waiting, or is gone, has nothing to do with what is wrong here.
  else if (status === undefined && isInternal(path)) logger.debug?.(line);
  else if (status === undefined || status >= 400) logger.warn(line);
  else if (quietRoutes.has(path) || isInternal(path)) logger.debug?.(line);
  else logger.log(line);
}
