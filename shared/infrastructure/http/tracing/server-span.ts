import { contextOf, recordFailure, tracer } from '@boardwalk/observability';
import {
  type Context,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, rememberSpan, routeOf } from './request-span.js';

/** Semantic conventions for HTTP, stable since 1.23. */
const attribute = {
  method: 'http.request.method',
  originalMethod: 'http.request.method_original',
  route: 'http.route',
  status: 'http.response.status_code',
  path: 'url.path',
  scheme: 'url.scheme',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  errorType: 'error.type',
} as const;

/** Methods that the conventions allow as a value; any other is `_OTHER`, so that a client cannot invent span names. */
const knownMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'QUERY',
]);

/** Opens the SERVER span as a child of the incoming `traceparent`, and returns the context in which it is active. */
export function openServerSpan(request: FastifyRequest): Context {
  const parent = contextOf(carrierOf(request));
  const known = knownMethods.has(request.method);
  const route = routeOf(request);
  const name = [known ? request.method : 'HTTP', ...(route === undefined ? [] : [route])].join(' ');
  const span = tracer().startSpan(
    name,
    {
      kind: SpanKind.SERVER,
      attributes: {
        [attribute.method]: known ? request.method : '_OTHER',
        ...(!known && { [attribute.originalMethod]: request.method }),
        ...(route !== undefined && { [attribute.route]: route }),
        [attribute.path]: pathOf(request),
        [attribute.scheme]: request.protocol,
        ...serverOf(request),
      },
    },
    parent,
  );
  if (isSpanContextValid(span.spanContext())) rememberSpan(request, span);
  return trace.setSpan(parent, span);
}

/** Ends the span once the answer is out, or the client has gone. 5xx is an error of the server, 4xx is not. */
export function closeServerSpan(span: Span, reply: FastifyReply, failure: unknown): void {
  if (!reply.raw.headersSent) {
    span.setAttribute(attribute.errorType, 'client_disconnected');
  } else {
    span.setAttribute(attribute.status, reply.raw.statusCode);
    if (failure !== undefined) recordFailure(span, failure);
    else if (reply.raw.statusCode >= 500) {
      span.setAttribute(attribute.errorType, String(reply.raw.statusCode));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
  }
  span.end();
}

function carrierOf({ headers }: FastifyRequest): { traceparent?: string; tracestate?: string } {
  const { traceparent, tracestate } = headers;
  return {
    ...(typeof traceparent === 'string' && { traceparent }),
    ...(typeof tracestate === 'string' && { tracestate }),
  };
}

/** Where the server listens, not what the Host header claims. */
function serverOf(request: FastifyRequest): Record<string, string | number> {
  const { localAddress, localPort } = request.socket;
  return {
    ...(localAddress !== undefined && { [attribute.serverAddress]: localAddress }),
    ...(localPort !== undefined && { [attribute.serverPort]: localPort }),
  };
}
