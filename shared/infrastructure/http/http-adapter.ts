import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { type BodyConfig, defaultBodyLimit } from './input/body-limit.js';
import { parseJsonBody } from './input/json-body.js';
import { refuseUnreadable } from './input/unreadable.js';
import { bodyTooLarge, limitedStream } from './input/stream-body.js';
import { problemFrom } from './problems/from-error.js';
import { HttpProblem } from './problems/problem.js';
import { sendProblem } from './problems/send-problem.js';
import { pathOf } from './tracing/request-span.js';

/** A route as Fastify serves it, whoever registered it. */
export interface ServedRoute {
  readonly method: string;
  readonly path: string;
  /** The name of its handler; `InvitesController.accept` for a controller's. */
  readonly handler: string;
}

export interface HttpAdapterOptions {
  /** How long requests under way may take to finish once the program shuts down, in milliseconds. */
  readonly drainMs?: number;
  /** Addresses or networks (CIDR) of proxies whose `X-Forwarded-For` is believed, from the right. Default: none. */
  readonly trustedProxies?: readonly string[];
}

/** Fastify as this project wants it: strict about paths and bodies, trusting no proxy that is not named, draining before it closes. */
export function createHttpAdapter(options: HttpAdapterOptions = {}): BoardwalkAdapter {
  return new BoardwalkAdapter(options.drainMs ?? 10_000, options.trustedProxies ?? []);
}

export class BoardwalkAdapter extends FastifyAdapter {
  readonly served: ServedRoute[] = [];
  private draining = false;

  constructor(
    private readonly drainMs: number,
    trustedProxies: readonly string[],
  ) {
    super({
      bodyLimit: defaultBodyLimit,
      // One spelling per path: `/x/`, `//x` and `/X` are other paths, and no route answers them.
      routerOptions: {
        caseSensitive: true,
        ignoreTrailingSlash: false,
        ignoreDuplicateSlashes: false,
        maxParamLength: 256,
      },
      trustProxy: trustedProxies.length > 0 && [...trustedProxies],
      // Idle connections are closed at once, the others when they have their answer: see close().
      forceCloseConnections: 'idle',
      return503OnClosing: false,
      requestTimeout: 120_000,
      clientErrorHandler: refuseUnreadable,
      // What the router refuses before any hook runs.
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        reply.header('x-content-type-options', 'nosniff');
        const problem = problemFrom(error, { method: request.method, path: pathOf(request), known: true });
        sendProblem(request, reply, problem ?? new HttpProblem(400, 'malformed-request', error.message));
      },
    });
    const fastify = this.getInstance();
    fastify.addHook('onRoute', (route) => {
      for (const method of [route.method].flat())
        this.served.push({ method, path: route.url, handler: route.handler.name });
      const { bodyLimit } = (route.config ?? {}) as BodyConfig;
      if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
    });
    fastify.addHook('onRequest', (_request, reply, done) => {
      if (!this.draining) return done();
      reply.header('connection', 'close');
      done(shuttingDown());
    });
    // A connection that was busy when draining began would be kept open after its answer.
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.draining) reply.header('connection', 'close');
      done(null, payload);
    });
  }

  /** Called by Nest while it starts. JSON is parsed, streams are passed on where a route asks for one; nothing else is a body. */
  override registerParserMiddleware(): void {
    const fastify = this.getInstance();
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
      const { streams } = bodyConfigOf(request);
      if (streams) return done(unsupported(request, streams));
      settle(done, () => parseJsonBody(request, Buffer.from(bytes)));
    });
    fastify.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage, done: Done) => {
      if (request.is404) return done(null);
      settle(done, () => streamOf(request, payload));
    });
  }

  override beforeClose(): void {
    this.draining = true;
    super.beforeClose();
  }

  override async close(): Promise<void> {
    this.draining = true;
    const impatience = setTimeout(() => this.getHttpServer().closeAllConnections(), this.drainMs);
    try {
      await super.close();
    } finally {
      clearTimeout(impatience);
    }
  }
}

type Done = (error: Error | null, body?: unknown) => void;

function settle(done: Done, parse: () => unknown): void {
  let body: unknown;
  try {
    body = parse();
  } catch (error) {
    return done(error instanceof Error ? error : new Error(String(error)));
  }
  done(null, body);
}

function bodyConfigOf(request: FastifyRequest): BodyConfig {
  return request.routeOptions.config as BodyConfig;
}

function streamOf(request: FastifyRequest, payload: IncomingMessage): unknown {
  const { streams, bodyLimit = defaultBodyLimit } = bodyConfigOf(request);
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (!streams || type === undefined || !streams.includes(type))
    throw unsupported(request, streams ?? ['application/json']);
  if (Number(request.headers['content-length']) > bodyLimit) throw bodyTooLarge(bodyLimit);
  return limitedStream(payload, bodyLimit);
}

function unsupported(request: FastifyRequest, taken: readonly string[]): HttpProblem {
  const sent = request.headers['content-type'];
  return new HttpProblem(
    415,
    'unsupported-media-type',
    `The body is sent ${sent === undefined ? 'without Content-Type' : `as "${sent}"`}, and this route takes ${taken.join(' or ')}. Send it as that.`,
    { headers: { accept: taken.join(', ') } },
  );
}

function shuttingDown(): HttpProblem {
  return new HttpProblem(
    503,
    'shutting-down',
    'The server is shutting down. Send the request again in a moment.',
    {
      headers: { 'retry-after': '5' },
    },
  );
}
