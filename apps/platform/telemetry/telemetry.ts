import { SpanFeed, SpanStoreExporter } from '@boardwalk/inspection';
import { Logger } from '@nestjs/common';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { envDetector, resourceFromAttributes, serviceInstanceIdDetector } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { ImportSampler } from './import-sampler.js';
import { SpanLosses } from './span-losses.js';

/** Spans that wait to be exported, at most; an import in one piece makes some thousands. */
const queue = 20_000;

/** Milliseconds after which a span is in the store without anybody asking. */
const storeDelay = 250;

/** Milliseconds that a back end which does not answer may hold up the end of the program. */
const longestFlush = 5_000;

/**
 * Tracing of the whole process: to the platform's own store always, to an OTLP back end where one is named. And its metrics,
 * for whoever asks.
 */
export class Telemetry {
  readonly exporter = new SpanStoreExporter();
  readonly feed: SpanFeed;
  readonly metrics = new PrometheusExporter({ preventServerStart: true });
  private readonly sdk: NodeSDK;

  /** @param otlpEndpoint base address of a receiver; headers, compression and the like come from `OTEL_EXPORTER_OTLP_…` */
  constructor(version: string, otlpEndpoint: string | undefined) {
    const { exporter } = this;
    const losses = new SpanLosses();
    const batching = { maxQueueSize: queue, maxExportBatchSize: 1_000, selfObsMeterProvider: losses };
    const store = new BatchSpanProcessor({
      ...batching,
      exporter,
      scheduledDelayMillis: storeDelay,
    });
    const abroad =
      otlpEndpoint === undefined
        ? []
        : [new BatchSpanProcessor({ ...batching, exporter: new OTLPTraceExporter() })];
    this.feed = {
      flush: () => store.forceFlush(),
      exportedTo: otlpEndpoint ?? null,
      get dropped() {
        return losses.count + exporter.dropped;
      },
    };
    this.sdk = new NodeSDK({
      // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say it better where they are set.
      resource: resourceFromAttributes({ 'service.name': 'boardwalk', 'service.version': version }),
      resourceDetectors: [serviceInstanceIdDetector, envDetector],
      sampler: new ParentBasedSampler({ root: new ImportSampler() }),
      // Baggage is left alone: nothing here is allowed to travel in it.
      textMapPropagator: new W3CTraceContextPropagator(),
      spanLimits: { attributeValueLengthLimit: 4_096 },
      spanProcessors: [store, ...abroad],
      metricReaders: [this.metrics],
      logRecordProcessors: [],
      instrumentations: [],
    });
  }

  start(): void {
    const logger = new Logger('OpenTelemetry');
    const tell = (message: string) => logger.warn(message);
    diag.setLogger(
      { error: tell, warn: tell, info: () => undefined, debug: () => undefined, verbose: () => undefined },
      DiagLogLevel.WARN,
    );
    this.sdk.start();
  }

  /** Exports what has ended, within a bound, and ends tracing. */
  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestFlush);
    });
    const flushed = this.sdk.shutdown().catch((error: unknown) => {
      new Logger('OpenTelemetry').warn(`The last spans were not exported: ${String(error)}`);
    });
    await Promise.race([flushed, tooLate]);
    clearTimeout(timer);
  }
}
