import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOffSampler, AlwaysOnSampler, NoopSpanProcessor } from '@opentelemetry/sdk-trace';
import { boardwalk } from '../contenders/boardwalk.ts';
import { batches } from '../measuring/consumption.ts';
import { alone, type Finding } from '../measuring/finding.ts';
import { ProcessorTime, worked } from '../measuring/processor-time.ts';
import type { Figures } from '../measuring/rounds.ts';
import { estimate, median, ratios } from '../measuring/statistics.ts';
import type { Row } from '../stage.ts';

const modes = ['on', 'off', 'no SDK'] as const;
type Mode = (typeof modes)[number];

/** Runs something with tracing set up like this; spans go nowhere, so exporting them is not in the figures. */
async function traced<T>(mode: Mode, work: () => Promise<T>): Promise<T> {
  if (mode === 'no SDK') return work();
  const sdk = new NodeSDK({
    autoDetectResources: false,
    instrumentations: [],
    sampler: mode === 'on' ? new AlwaysOnSampler() : new AlwaysOffSampler(),
    spanProcessors: [new NoopSpanProcessor()],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  try {
    return await work();
  } finally {
    await sdk.shutdown();
    for (const global of [trace, context, propagation]) global.disable();
  }
}

/** The least that one event needs: a span where it is made and one where it is processed, joined by what the message carries. */
async function bareSpans(events: number): Promise<void> {
  const tracer = trace.getTracer('bare');
  for (let n = 0; n < events; n += 1) {
    const created = tracer.startSpan('create', { kind: SpanKind.PRODUCER });
    const carrier: Record<string, string> = {};
    propagation.inject(trace.setSpan(ROOT_CONTEXT, created), carrier);
    created.end();
    const parent = propagation.extract(ROOT_CONTEXT, carrier);
    const processed = tracer.startSpan('process', { kind: SpanKind.CONSUMER }, parent);
    await context.with(trace.setSpan(parent, processed), async () => undefined);
    processed.end();
  }
}

export const row: Row = {
  title:
    'what tracing adds to one publish and one delivery, in microseconds of this process, beside two bare spans',
  async run(stage) {
    const server = await stage.server();
    const ours = stage.closing(await boardwalk(await server.database('ours')));
    const events = stage.size(20_000, 200);
    const turns: Record<string, () => Promise<Figures>> = {};
    for (const mode of modes) {
      turns[`pipeline: ${mode}`] = () => traced(mode, () => batches(ours, server.processor, events));
      turns[`bare: ${mode}`] = () =>
        traced(mode, async () => {
          const { clientMicroseconds } = await worked(ProcessorTime.ofNobody, () => bareSpans(events));
          return { client: clientMicroseconds / events };
        });
    }
    const measured = await stage.inTurns(turns);
    const without = measured.of('pipeline: no SDK', 'client');
    const added = (mode: Mode) =>
      measured
        .of(`pipeline: ${mode}`, 'client')
        .map((value, round) => value - (without[round] ?? Number.NaN));
    const bare = measured.of('bare: on', 'client');
    const on: Finding = {
      what: 'tracing always on adds',
      ours: median(added('on')),
      theirs: median(bare),
      against: 'two bare spans',
      unit: 'µs',
      estimate: estimate(ratios(added('on'), bare)),
      target: { atMost: 1 },
    };
    return {
      findings: [on, alone('tracing always off adds', 'µs', added('off'), { atMost: 1.5 })],
      measured,
      notes: [
        'Differences of the whole pipeline with and without an SDK: only many rounds on a quiet machine tell much.',
      ],
    };
  },
};
