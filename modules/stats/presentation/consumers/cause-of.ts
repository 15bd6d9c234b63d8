import type { EventMetadata } from '@boardwalk/integration-events';

/** What the ledger writes down of the fact that points are granted for. */
export function causeOf({ eventId, occurredAt, traceId }: EventMetadata) {
  return { eventId, traceId: traceId ?? null, at: new Date(occurredAt) };
}
