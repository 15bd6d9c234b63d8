import { attribute } from '@boardwalk/observability';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Spans as lines that are indented below their parents, the same however long each took and whichever came first. */
export function traceTree(spans: readonly ReadableSpan[]): string[] {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const parentOf = ({ parentSpanContext }: ReadableSpan) =>
    parentSpanContext !== undefined && ids.has(parentSpanContext.spanId) ? parentSpanContext.spanId : 'root';
  const children = Map.groupBy(spans, parentOf);
  const below = (parent: string, depth: number): string[] =>
    (children.get(parent) ?? [])
      .map((span) => [line(span, depth), ...below(span.spanContext().spanId, depth + 1)])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .flat();
  return below('root', 0);
}

function line({ name, attributes }: ReadableSpan, depth: number): string {
  const told = [attribute.consumerGroup, attribute.outcome].map((key) => attributes[key]);
  const words = [name, ...told.filter((value) => typeof value === 'string')];
  return `${'  '.repeat(depth)}${words.join(' ')}`;
}
