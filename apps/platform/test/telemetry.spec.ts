import { attribute } from '@boardwalk/observability';
import { type Link, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  ParentBasedSampler,
  SamplingDecision,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { ImportSampler } from '../telemetry/import-sampler.js';
import { SpanLosses } from '../telemetry/span-losses.js';

const traceId = (beginning: string) => beginning.padEnd(32, '1');
const seldom = traceId('ffffffff');
const lucky = traceId('00000000').replaceAll('1', '0').replace(/0$/, '1');

function sampled(
  id: string,
  attributes: Record<string, string | boolean>,
  links: Link[] = [],
  parent = ROOT_CONTEXT,
) {
  const sampler = new ParentBasedSampler({ root: new ImportSampler() });
  const { decision } = sampler.shouldSample(parent, id, 'span', SpanKind.SERVER, attributes, links);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

const contextWith = (traceFlags: TraceFlags) => ({ traceId: seldom, spanId: '1111111111111111', traceFlags });
const linkTo = (traceFlags: TraceFlags): Link => ({ context: contextWith(traceFlags) });

describe('sampling', () => {
  it('traces every request but those that are very many', () => {
    expect(sampled(seldom, { 'http.route': '/api/v1/users' })).toBe(true);
    expect(sampled(seldom, {})).toBe(true);
  });

  it.each([
    ['import', '/api/v1/operator/publications::import'],
    ['question of another process', '/internal/logs/v1/:log/facts'],
  ])('traces one %s in a hundred', (_, path) => {
    const route = { 'http.route': path };
    expect(sampled(seldom, route)).toBe(false);
    expect(sampled(lucky, route)).toBe(true);
    const ids = Array.from({ length: 20_000 }, (_, index) =>
      traceId(
        Math.floor((index / 20_000) * 0xffffffff)
          .toString(16)
          .padStart(8, '0'),
      ),
    );
    const share = ids.filter((id) => sampled(id, route)).length / ids.length;
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.015);
  });

  it('follows the decision that was made where the trace began', () => {
    const within = (flags: TraceFlags) =>
      trace.setSpanContext(ROOT_CONTEXT, { ...contextWith(flags), isRemote: true });
    expect(sampled(lucky, {}, [], within(TraceFlags.NONE))).toBe(false);
    expect(sampled(seldom, { 'http.route': '/x::import' }, [], within(TraceFlags.SAMPLED))).toBe(true);
  });

  it('leaves late deliveries of what was not traced untraced too, but never a redrive', () => {
    expect(sampled(seldom, {}, [linkTo(TraceFlags.NONE)])).toBe(false);
    expect(sampled(seldom, {}, [linkTo(TraceFlags.SAMPLED)])).toBe(true);
    expect(sampled(seldom, { [attribute.replay]: true }, [linkTo(TraceFlags.NONE)])).toBe(true);
  });
});

describe('lost spans', () => {
  it('are counted when the queue is full', async () => {
    const losses = new SpanLosses();
    const exporter = new InMemorySpanExporter();
    const processor = new BatchSpanProcessor({
      exporter,
      maxQueueSize: 2,
      maxExportBatchSize: 2,
      selfObsMeterProvider: losses,
    });
    const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('test');
    for (let count = 0; count < 5; count += 1) tracer.startSpan('span').end();
    await processor.forceFlush();
    expect(losses.count).toBe(5 - exporter.getFinishedSpans().length);
    expect(losses.count).toBeGreaterThan(0);
    await processor.shutdown();
  });

  it('are counted when the back end refuses them', async () => {
    const losses = new SpanLosses();
    const processor = new BatchSpanProcessor({
      exporter: {
        export: (_spans, done) => done({ code: 1, error: new Error('refused') }),
        shutdown: async () => undefined,
      },
      selfObsMeterProvider: losses,
    });
    const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('test');
    for (let count = 0; count < 3; count += 1) tracer.startSpan('span').end();
    await processor.forceFlush().catch(() => undefined);
    expect(losses.count).toBe(3);
  });
});
