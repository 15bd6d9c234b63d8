import {
  INVALID_SPAN_CONTEXT,
  ProxyTracerProvider,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { attribute } from './semantic-names.js';

/** Looked up on each use: the SDK may be registered after this module was loaded. */
export function tracer(): Tracer {
  return trace.getTracer('boardwalk');
}

/** What the API gives out as long as nobody has set up tracing. */
const nothing = new ProxyTracerProvider().getDelegate();

/** Whether anybody traces: if not, what spans would say need not be put together. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== nothing;
}

/** In the place of a span where nobody traces. */
export const notTraced: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Marks a span as failed by its own operation. The error's class is an attribute; its message may hold personal data. */
export function recordFailure(span: Span, error: unknown): void {
  const type = errorTypeOf(error);
  span.setAttribute(attribute.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}

/** Low in cardinality, and fit to be shown: a class, never a message. */
export function errorTypeOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
