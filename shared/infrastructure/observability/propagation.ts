import { context, propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';

/** What a trace needs to cross a process boundary, as W3C Trace Context writes it. */
export interface TraceCarrier {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Absent fields when no tracing is set up, so that rows and headers stay empty rather than wrong. */
export function carrierOf(from: Context = context.active()): TraceCarrier {
  const carrier: { traceparent?: string; tracestate?: string } = {};
  propagation.inject(from, carrier);
  return carrier;
}

/**
 * The context that a carrier describes. It starts from the root, never from what happens to be active: a loop that
 * delivers many messages must not become the parent of all of them.
 */
export function contextOf(carrier: TraceCarrier): Context {
  return propagation.extract(ROOT_CONTEXT, carrier);
}
