import { Policy, Returns } from '@boardwalk/http';
import { currentMessageContext } from '@boardwalk/observability';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { FastifyReply } from 'fastify';
import { request as httpRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

const Seen = z.object({
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  correlationId: z.string().optional(),
});

function seen() {
  const span = trace.getActiveSpan()?.spanContext();
  return {
    traceId: span?.traceId,
    spanId: span?.spanId,
    correlationId: currentMessageContext()?.correlationId,
  };
}

@Controller('api/v1/invites')
@Policy('public')
class InvitesController {
  readonly arrived = Promise.withResolvers<void>();

  @Post(':id/accept')
  @Returns(200, Seen)
  async accept(
    @Param('id', { schema: z.string() }) id: string,
    @Body({ schema: z.strictObject({}) }) _body: unknown,
  ) {
    await Promise.resolve();
    trace.getTracer('test').startSpan(`work on ${id}`).end();
    return seen();
  }

  @Get('failing')
  @Returns(204)
  failing() {
    throw new RangeError('ada@example.org is not in range');
  }

  @Get('refusing')
  @Policy('operator')
  @Returns(204)
  refusing() {}

  @Get('never')
  @Returns(200, 'text/plain')
  never(@Res() _reply: FastifyReply) {
    this.arrived.resolve();
  }
}

describe('the SERVER span', () => {
  const exporter = new InMemorySpanExporter();
  const sdk = new NodeSDK({
    autoDetectResources: false,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    metricReaders: [],
    logRecordProcessors: [],
  });
  let edge: Edge;

  beforeAll(async () => {
    sdk.start();
    edge = await Edge.start({ controllers: [InvitesController] });
  });
  beforeEach(() => exporter.reset());
  afterAll(async () => {
    await edge.stop();
    await sdk.shutdown();
  });

  const accept = (id: string, headers: Record<string, string> = {}) =>
    edge.sendJson(`POST /api/v1/invites/${id}/accept?token=hunter2`, {}, headers);

  /** The response hook runs when the last byte was handed to the socket, which a client may see a moment before. */
  async function serverSpan(): Promise<ReadableSpan> {
    for (let turn = 0; turn < 10_000; turn += 1) {
      const span = exporter.getFinishedSpans().find(({ kind }) => kind === SpanKind.SERVER);
      if (span) return span;
      await nextTurn();
    }
    throw new Error('No SERVER span has ended.');
  }

  it('is named by method and route template and has the attributes of the convention', async () => {
    await accept('i-1');
    const span = await serverSpan();
    expect(span.name).toBe('POST /api/v1/invites/:id/accept');
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/v1/invites/:id/accept',
      'url.path': '/api/v1/invites/i-1/accept',
      'url.scheme': 'http',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': edge.port,
    });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(JSON.stringify(span.attributes)).not.toContain('hunter2');
  });

  it('is active in the handler, also after its body was parsed and it awaited', async () => {
    const answer = await accept('i-2');
    const span = await serverSpan();
    expect(answer.json()).toMatchObject({
      traceId: span.spanContext().traceId,
      spanId: span.spanContext().spanId,
    });
    const inner = exporter.getFinishedSpans().find(({ name }) => name === 'work on i-2');
    expect(inner?.parentSpanContext?.spanId).toBe(span.spanContext().spanId);
    expect(answer.headers['x-trace-id']).toBe(span.spanContext().traceId);
  });

  it('continues the trace of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await accept('i-3', {
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      tracestate: 'vendor=1',
    });
    const span = await serverSpan();
    expect(span.spanContext().traceId).toBe(traceId);
    expect(span.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
    expect(span.spanContext().traceState?.serialize()).toBe('vendor=1');
    expect(answer.headers['x-trace-id']).toBe(traceId);
  });

  it('starts a trace of its own when the header is no traceparent', async () => {
    await accept('i-4', { traceparent: 'nonsense' });
    expect((await serverSpan()).parentSpanContext).toBeUndefined();
  });

  it('never belongs to another request, with 200 under way at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => accept(`many-${n}`)));
    const traces = new Set(answers.map((answer) => answer.json()['traceId']));
    expect(traces.size).toBe(200);
    for (const [n, answer] of answers.entries()) {
      const inner = exporter.getFinishedSpans().find(({ name }) => name === `work on many-${n}`);
      expect(inner?.spanContext().traceId).toBe(answer.headers['x-trace-id']);
    }
  });

  it('is an error for 5xx, with the class of the failure and never its message', async () => {
    const answer = await edge.send('GET /api/v1/invites/failing');
    const span = await serverSpan();
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes).toMatchObject({ 'error.type': 'RangeError', 'http.response.status_code': 500 });
    expect(JSON.stringify([span.attributes, span.events, span.status])).not.toContain('ada@example.org');
    expect(answer.json()['traceId']).toBe(span.spanContext().traceId);
  });

  it('is no error for 4xx', async () => {
    await edge.send('GET /api/v1/invites/refusing');
    const span = await serverSpan();
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 401 });
    expect(span.attributes['error.type']).toBeUndefined();
  });

  it('has no route, and no name that a client could invent, when nothing matches', async () => {
    await edge.send('GET /nowhere/at/all');
    const span = await serverSpan();
    expect(span.name).toBe('GET');
    expect(span.attributes['http.route']).toBeUndefined();
    expect(span.attributes['http.response.status_code']).toBe(404);
  });

  it('ends when the client goes away before it has an answer', async () => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: edge.port,
      path: '/api/v1/invites/never',
      agent: false,
    });
    request.on('error', () => {}); // Cut off on purpose below.
    request.end();
    await edge.app.get(InvitesController).arrived.promise;
    request.destroy();
    const span = await serverSpan();
    expect(span.attributes).toMatchObject({ 'error.type': 'client_disconnected' });
    expect(span.attributes['http.response.status_code']).toBeUndefined();
  });

  it('has its ids on the log line of the request', async () => {
    await accept('i-5');
    const span = await serverSpan();
    const { traceId: trace_id, spanId: span_id } = span.spanContext();
    expect(edge.logged()).toContainEqual(
      expect.objectContaining({ msg: 'POST /api/v1/invites/i-5/accept 200', trace_id, span_id, status: 200 }),
    );
  });
});

describe('a correlation id', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [InvitesController] });
  });
  afterAll(() => edge.stop());

  const accept = (correlationId?: string) =>
    edge.sendJson(
      'POST /api/v1/invites/1/accept',
      {},
      correlationId === undefined ? {} : { 'x-correlation-id': correlationId },
    );

  it('is taken from the caller, goes with the work, and comes back', async () => {
    for (const id of ['018f3a5e-0000-7000-8000-000000000001', 'tour-2026.01']) {
      const answer = await accept(id);
      expect(answer.headers['x-correlation-id']).toBe(id);
      expect(answer.json()).toMatchObject({ correlationId: id });
    }
  });

  it('is made when the caller sends none, or one that is none', async () => {
    for (const id of [
      undefined,
      'short',
      'x'.repeat(65),
      'a b c d e f g h',
      '"}injected{"',
      '../../../etc',
    ]) {
      const answer = await accept(id);
      expect(answer.headers['x-correlation-id']).toMatch(/^00000000-0000-7000-8000-/);
      expect(answer.json()['correlationId']).toBe(answer.headers['x-correlation-id']);
    }
  });

  it('is on refusals too', async () => {
    const answer = await edge.send('GET /nowhere', { headers: { 'x-correlation-id': 'tour-2026.02' } });
    expect(answer.headers['x-correlation-id']).toBe('tour-2026.02');
  });
});
