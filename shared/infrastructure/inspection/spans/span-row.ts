import { attribute } from '@boardwalk/observability';
import { type HrTime, type Link, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A span as the table holds it, without what the database adds. */
export interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly service: string;
  readonly context: string | null;
  /** Nanoseconds since 1970, decimal: more than a JavaScript number holds. */
  readonly started: string;
  readonly ended: string;
  readonly status: SpanStatusName;
  readonly attributes: string;
  readonly links: string;
  readonly eventId: string | null;
  readonly correlationId: string | null;
  /** Ids of the traces it links to, other than its own, separated by commas. */
  readonly linkedTraces: string | null;
}

export type SpanKindName = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanStatusName = 'unset' | 'ok' | 'error';

/** A link as the table holds it. */
export interface StoredLink {
  readonly traceId: string;
  readonly spanId: string;
  /** `boardwalk.link.kind`, where the span says it. */
  readonly kind?: string;
}

const kinds: Readonly<Record<SpanKind, SpanKindName>> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

const statuses: Readonly<Record<SpanStatusCode, SpanStatusName>> = {
  [SpanStatusCode.UNSET]: 'unset',
  [SpanStatusCode.OK]: 'ok',
  [SpanStatusCode.ERROR]: 'error',
};

export function spanRow(span: ReadableSpan): SpanRow {
  const { traceId, spanId } = span.spanContext();
  const links = span.links.map(storedLink);
  const linked = new Set(links.map((link) => link.traceId).filter((id) => id !== traceId));
  return {
    traceId,
    spanId,
    parentId: span.parentSpanContext?.spanId ?? null,
    name: text(span.name) ?? '',
    kind: kinds[span.kind],
    service: text(span.resource.attributes['service.name']) ?? 'unknown_service',
    context: text(span.attributes[attribute.context]),
    started: nanoseconds(span.startTime),
    ended: nanoseconds(span.endTime),
    status: statuses[span.status.code],
    attributes: JSON.stringify(span.attributes),
    links: JSON.stringify(links),
    eventId: text(span.attributes[attribute.cloudEventId]),
    correlationId: text(span.attributes[attribute.conversationId]),
    linkedTraces: linked.size === 0 ? null : [...linked].join(','),
  };
}

function storedLink({ context, attributes }: Link): StoredLink {
  const kind = text(attributes?.[attribute.linkKind]);
  return { traceId: context.traceId, spanId: context.spanId, ...(kind === null ? {} : { kind }) };
}

function nanoseconds([seconds, rest]: HrTime): string {
  return (BigInt(seconds) * 1_000_000_000n + BigInt(rest)).toString();
}

/** PostgreSQL's text holds no U+0000. */
function text(value: unknown): string | null {
  return typeof value === 'string' ? value.replaceAll('\u0000', '') : null;
}
