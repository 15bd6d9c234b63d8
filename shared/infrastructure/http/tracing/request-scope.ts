import { AsyncLocalStorage } from 'node:async_hooks';
import { finished } from 'node:stream';
import type { Ids } from '@boardwalk/domain';
import { currentMessageContext, runWithMessageContext } from '@boardwalk/observability';
import { context } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BoardwalkAdapter } from '../http-adapter.js';
import { positionHeader } from '../position.js';
import { correlationHeader, correlationIdFrom } from './correlation.js';
import { logRequest } from './request-log.js';
import { failureOf, spanOf } from './request-span.js';
import { closeServerSpan, openServerSpan } from './server-span.js';

/**
 * Wraps each request, from its first hook to its last byte, in its SERVER span and the message context that facts and
 * log lines take their correlation id from.
 */
export function scopeRequests(adapter: BoardwalkAdapter, ids: Ids): void {
  const logger = new Logger('http');

  adapter.setOnRequestHook((request, reply, done) => {
    const correlationId = correlationIdFrom(request.headers[correlationHeader], ids);
    context.with(openServerSpan(request), () =>
      runWithMessageContext({ correlationId }, () => {
        reply.header(correlationHeader, correlationId);
        const traceId = spanOf(request)?.spanContext().traceId;
        if (traceId !== undefined) reply.header('x-trace-id', traceId);
        // A streamed answer is awaited by Fastify, by Nest and below: by a few more than Node takes for a leak.
        reply.raw.setMaxListeners(20);
        const inScope = AsyncLocalStorage.snapshot();
        // Also when the client goes away unanswered, of which Fastify's own hook would not tell.
        finished(reply.raw, () => inScope(conclude, logger, request, reply));
        done();
      }),
    );
  });

  adapter.getInstance().addHook('onSend', (request, reply, payload, done) => {
    finishHeaders(request, reply);
    done(null, payload);
  });
}

function conclude(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  logRequest(logger, request, reply);
  const span = spanOf(request);
  if (span) closeServerSpan(span, reply, failureOf(request));
}

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

function finishHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const position = currentMessageContext()?.position;
  if (position !== undefined && !reads.has(request.method) && reply.statusCode < 400)
    reply.header(positionHeader, position);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  // A body that was refused unread would have to be read to its end before the connection could serve another request.
  if (!request.raw.complete) reply.header('connection', 'close');
}
