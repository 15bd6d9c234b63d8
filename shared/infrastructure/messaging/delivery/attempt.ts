import type { Fact } from '@boardwalk/integration-events';
import {
  attribute,
  type BaseConsumer,
  carrierOf,
  contextOf,
  type DeliveryOutcome,
  type LinkKind,
  messagingAttributes,
  errorTypeOf,
  isTracing,
  measures,
  notTraced,
  recordFailure,
  runWithMessageContext,
  tracer,
} from '@boardwalk/observability';
import {
  context,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { LogRow } from '../log/log-row.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { Transport } from '../transports/transport.js';
import { headersOf } from './fact-decoder.js';

/** A delivery later than this is no longer drawn below the request that caused it, only linked. */
const linkOnlyAfterMs = 3_600_000;

/** What brought a fact here. */
export type Carrier = Pick<Transport, 'system' | 'server'>;

/** One attempt at one delivery, with its `process` span. */
export interface Attempt {
  readonly row: LogRow;
  readonly subscription: Subscription;
  readonly number: number;
  /** Trace context of the failed attempt that a redrive repeats; it starts a trace of its own. */
  readonly redriveOf?: string;
  readonly isReplay: boolean;
}

export class AttemptSpan {
  private readonly span: Span;
  private readonly active: Context;
  private readonly startedAt: Date;

  constructor(
    private readonly attempt: Attempt,
    private readonly carrier: Carrier,
    private readonly now: () => Date,
  ) {
    this.startedAt = now();
    const { row, redriveOf, isReplay } = attempt;
    const creation = creationOf(row);
    const late = this.startedAt.getTime() - row.recordedAt.getTime() > linkOnlyAfterMs;
    const parent = isReplay || redriveOf !== undefined || late ? ROOT_CONTEXT : creation;
    this.span = isTracing() ? this.start(creation, parent) : notTraced;
    this.active = isTracing() ? trace.setSpan(parent, this.span) : parent;
  }

  private start(creation: Context, parent: Context): Span {
    const { row, subscription, number, redriveOf, isReplay } = this.attempt;
    const { system, server } = this.carrier;
    return tracer().startSpan(
      `process ${row.type}`,
      {
        kind: SpanKind.CONSUMER,
        startTime: this.startedAt,
        links: [...linkTo(creation, 'creation'), ...linkTo(redriveContext(redriveOf), 'redrive_of')],
        attributes: {
          ...messagingAttributes(system, 'process', row.type),
          ...(server !== undefined && {
            [attribute.serverAddress]: server.address,
            [attribute.serverPort]: server.port,
          }),
          [attribute.consumerGroup]: subscription.name,
          [attribute.messageId]: row.id,
          [attribute.cloudEventId]: row.id,
          [attribute.cloudEventSource]: row.source,
          [attribute.cloudEventType]: row.type,
          [attribute.cloudEventSpecVersion]: '1.0',
          [attribute.cloudEventSubject]: row.key,
          [attribute.context]: subscription.context,
          [attribute.contract]: row.type,
          [attribute.attempt]: number,
          [attribute.replay]: isReplay || redriveOf !== undefined,
          [attribute.outboxWait]: Math.max(0, row.takenAt.getTime() - row.recordedAt.getTime()),
          [attribute.queueDwell]: Math.max(0, this.startedAt.getTime() - row.takenAt.getTime()),
        },
      },
      parent,
    );
  }

  /** Trace context of this attempt, kept beside a failure so that a redrive can point back to it. */
  get traceparent(): string | undefined {
    return carrierOf(this.active).traceparent;
  }

  /** Hands the fact to its consumer inside this span and the fact's chain of causes. */
  deliver(fact: Fact, consumer: BaseConsumer<Fact>): Promise<'ack' | 'skipped'> {
    const { correlationId, eventId, causationId, isReplay } = fact.metadata;
    this.span.setAttribute(attribute.conversationId, correlationId);
    if (causationId !== undefined) this.span.setAttribute(attribute.causationId, causationId);
    return context.with(this.active, () =>
      runWithMessageContext({ correlationId, causationId: eventId, isReplay }, () => consumer.handle(fact)),
    );
  }

  end(outcome: DeliveryOutcome, error?: unknown): void {
    this.span.setAttribute(attribute.outcome, outcome);
    if (error !== undefined) recordFailure(this.span, error);
    const endedAt = this.now();
    this.span.end(endedAt);
    const { row, subscription } = this.attempt;
    measures().attempted({
      system: this.carrier.system,
      type: row.type,
      subscription: subscription.name,
      outcome,
      ...(error !== undefined && { errorType: errorTypeOf(error) }),
      tookMs: endedAt.getTime() - this.startedAt.getTime(),
      ageMs: endedAt.getTime() - row.recordedAt.getTime(),
    });
  }
}

/** The context that the fact was created in. */
export function creationOf(row: LogRow): Context {
  return row.once('creation', () => {
    try {
      return contextOf(row.once('headers', () => headersOf(row)));
    } catch {
      // A row with corrupt headers becomes a dead letter; its span is a root.
      return ROOT_CONTEXT;
    }
  });
}

function redriveContext(traceparent: string | undefined): Context {
  return traceparent === undefined ? ROOT_CONTEXT : contextOf({ traceparent });
}

export function linkTo(target: Context, kind: LinkKind): Link[] {
  const spanContext = trace.getSpanContext(target);
  return spanContext === undefined
    ? []
    : [{ context: spanContext, attributes: { [attribute.linkKind]: kind } }];
}
