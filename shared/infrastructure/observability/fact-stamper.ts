import type { AnyContract, EventMetadata, Fact } from '@boardwalk/integration-events';
import type { Clock, Ids } from '@boardwalk/domain';
import { context, type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { currentMessageContext, type MessageContext } from './message-context.js';
import { attribute, messagingAttributes, type MessagingSystem } from './semantic-names.js';
import { carrierOf, type TraceCarrier } from './propagation.js';
import { isTracing, notTraced, tracer } from './tracer.js';

/** A fact with its metadata, on its way into the log. */
export interface StampedFact {
  readonly fact: Fact;
  readonly contract: AnyContract;
  /** Value of the contract's ordering key; also the CloudEvents subject. */
  readonly key: string;
  /** `<aggregate version>.<index>` when the fact came from an aggregate. */
  readonly sequence: string | undefined;
  /** The creation context. It goes into the envelope and never changes. */
  readonly carrier: TraceCarrier;
  /** Ended when the transaction commits, never when it rolls back: a span must not claim a fact that does not exist. */
  readonly span: Span;
  /** The chain that it was published in, which learns its position. */
  readonly chain: MessageContext | undefined;
  /** When the span's work was over, milliseconds since 1970. */
  readonly stampedAt: number;
}

interface FactOrigin {
  readonly occurredAt?: Date;
  readonly sequence?: string;
}

/** The name a fact's source bears in its envelope: `/contexts/identity` for `identity.user-registered.v1`. */
export function sourceOf(contract: AnyContract): string {
  return `/contexts/${contextNameOf(contract)}`;
}

function contextNameOf(contract: AnyContract): string {
  return contract.type.slice(0, contract.type.indexOf('.'));
}

/** Adds what every fact carries: identity, time, chain and trace. */
export class FactStamper {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    /** What carries facts in this process; named on every span. */
    private readonly system: MessagingSystem,
  ) {}

  stamp(fact: Fact, origin: FactOrigin = {}): StampedFact {
    const contract = fact.constructor as unknown as AnyContract;
    const now = this.clock.now();
    const chain = currentMessageContext();
    const eventId = this.ids.next();
    const stamp: EventMetadata = {
      eventId,
      occurredAt: (origin.occurredAt ?? now).toISOString(),
      correlationId: chain?.correlationId ?? eventId,
      ...(chain?.causationId === undefined ? {} : { causationId: chain.causationId }),
      source: sourceOf(contract),
      version: Number(contract.type.slice(contract.type.lastIndexOf('.v') + 2)),
      isReplay: chain?.isReplay ?? false,
    };
    const key = String((fact as unknown as Record<string, unknown>)[contract.key]);
    const span = this.startCreateSpan(contract, stamp, key, now);
    const metadata = isTracing() ? { ...stamp, traceId: span.spanContext().traceId } : stamp;
    // Not enumerable: metadata travels in the envelope, never inside the data.
    Object.defineProperty(fact, 'metadata', { value: metadata, enumerable: false });
    const created: Context = isTracing() ? trace.setSpan(context.active(), span) : context.active();
    return {
      fact,
      contract,
      key,
      sequence: origin.sequence,
      carrier: carrierOf(created),
      span,
      chain,
      stampedAt: now.getTime(),
    };
  }

  private startCreateSpan(
    contract: AnyContract,
    metadata: EventMetadata,
    subject: string,
    startTime: Date,
  ): Span {
    if (!isTracing()) return notTraced;
    return tracer().startSpan(`create ${contract.type}`, {
      kind: SpanKind.PRODUCER,
      startTime,
      attributes: {
        ...messagingAttributes(this.system, 'create', contract.type),
        [attribute.messageId]: metadata.eventId,
        [attribute.conversationId]: metadata.correlationId,
        [attribute.cloudEventId]: metadata.eventId,
        [attribute.cloudEventSource]: metadata.source,
        [attribute.cloudEventType]: contract.type,
        [attribute.cloudEventSpecVersion]: '1.0',
        [attribute.cloudEventSubject]: subject,
        [attribute.context]: contextNameOf(contract),
        [attribute.contract]: contract.type,
      },
    });
  }
}
