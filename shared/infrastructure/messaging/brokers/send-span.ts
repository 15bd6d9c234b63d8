import {
  attribute,
  errorTypeOf,
  isTracing,
  messagingAttributes,
  recordFailure,
  tracer,
} from '@boardwalk/observability';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { creationOf, linkTo } from '../delivery/attempt.js';
import type { LogRow } from '../log/log-row.js';
import type { Broker } from './broker.js';

/** A trace of its own for what is sent together, with a link to the creation of each fact: they were caused by many. */
export async function tracedSend(
  { system, server }: Pick<Broker, 'system' | 'server'>,
  channel: string,
  rows: readonly LogRow[],
  send: () => Promise<void>,
): Promise<void> {
  if (!isTracing()) return send();
  const span = tracer().startSpan(
    `send ${channel}`,
    {
      kind: SpanKind.CLIENT,
      links: rows.flatMap((row) => linkTo(creationOf(row), 'batch_member')),
      attributes: {
        ...messagingAttributes(system, 'send', channel),
        [attribute.serverAddress]: server.address,
        [attribute.serverPort]: server.port,
        ...(rows.length > 1 && { [attribute.batchMessageCount]: rows.length }),
      },
    },
    ROOT_CONTEXT,
  );
  try {
    await send();
  } catch (error) {
    span.setAttribute(attribute.errorType, errorTypeOf(error));
    recordFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}
