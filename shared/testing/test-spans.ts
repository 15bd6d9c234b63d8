import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { metricReader } from './test-metrics.js';

const exporter = new InMemorySpanExporter();
let sdk: NodeSDK | undefined;

/** What was traced in this spec file; every span, as the SDK would export it. */
export interface TestSpans {
  all(): readonly ReadableSpan[];
  named(name: string): readonly ReadableSpan[];
  reset(): void;
}

/** Registers an SDK that keeps spans in memory and can be asked for metrics, once per spec file: OpenTelemetry's globals cannot be set twice. */
export function spansOf(): TestSpans {
  if (sdk === undefined) {
    sdk = new NodeSDK({
      autoDetectResources: false,
      instrumentations: [],
      metricReaders: [metricReader],
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    sdk.start();
  }
  return {
    all: () => exporter.getFinishedSpans(),
    named: (name) => exporter.getFinishedSpans().filter((span) => span.name === name),
    reset: () => exporter.reset(),
  };
}
