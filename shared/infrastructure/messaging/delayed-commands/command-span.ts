import {
  attribute,
  carrierOf,
  contextOf,
  type LinkKind,
  recordFailure,
  tracer,
} from '@boardwalk/observability';
import { context, type Link, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { CommandHeaders, CommandRow } from './delayed-command-table.js';

/** One run of a delayed command: a trace of its own, which links to the one that asked for it. */
export class CommandSpan {
  private readonly span: Span;
  private readonly active;

  constructor(row: CommandRow, { traceparent, tracestate, correlationid, causationid }: CommandHeaders) {
    const asked = { ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) };
    const repeated = row.redriveOf === null ? {} : { traceparent: row.redriveOf };
    this.span = tracer().startSpan(
      `process ${row.context}.${row.command}`,
      {
        kind: SpanKind.CONSUMER,
        links: [...linkTo(asked, 'creation'), ...linkTo(repeated, 'redrive_of')],
        attributes: {
          [attribute.context]: row.context,
          [attribute.messageId]: row.id,
          [attribute.attempt]: row.attempts + 1,
          ...(correlationid && { [attribute.conversationId]: correlationid }),
          ...(causationid && { [attribute.causationId]: causationid }),
        },
      },
      ROOT_CONTEXT,
    );
    this.active = trace.setSpan(ROOT_CONTEXT, this.span);
  }

  get traceparent(): string | undefined {
    return carrierOf(this.active).traceparent;
  }

  within<T>(work: () => Promise<T>): Promise<T> {
    return context.with(this.active, work);
  }

  end(failure?: unknown): void {
    if (failure !== undefined) recordFailure(this.span, failure);
    this.span.end();
  }
}

function linkTo(carrier: { readonly traceparent?: string }, kind: LinkKind): Link[] {
  const linked = trace.getSpanContext(contextOf(carrier));
  return linked === undefined ? [] : [{ context: linked, attributes: { [attribute.linkKind]: kind } }];
}
