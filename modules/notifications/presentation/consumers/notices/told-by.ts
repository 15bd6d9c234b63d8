import type { EventMetadata } from '@boardwalk/integration-events';

/** Which fact a notice comes of, and when it happened. */
export function toldBy({ eventId, occurredAt }: EventMetadata): {
  readonly eventId: string;
  readonly occurredAt: Date;
} {
  return { eventId, occurredAt: new Date(occurredAt) };
}
