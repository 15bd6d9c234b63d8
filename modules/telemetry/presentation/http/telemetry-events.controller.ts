import { cursor, cutPage, limit, type Page, pageOf, Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { type TrackedEvent, TrackedEvents } from '../../application/tracked-events.js';

const place = cursor(z.strictObject({ occurredAt: z.iso.datetime(), eventId: z.uuid() }));
const List = z.strictObject({
  name: z
    .string()
    .max(100)
    .regex(/^[a-z][a-z0-9_]*$/)
    .optional(),
  limit,
  cursor: place.optional(),
});
const TrackedEventView = z.object({
  eventId: z.uuid(),
  name: z.string(),
  properties: z.record(z.string(), z.unknown()),
  occurredAt: z.date(),
  distinctId: z.string(),
});
type TrackedEventView = z.infer<typeof TrackedEventView>;

@Controller('api/v1/operator/telemetry-events')
@Policy('operator')
export class TelemetryEventsController {
  constructor(private readonly events: TrackedEvents) {}

  @Get()
  @Summary('List what telemetry recorded, newest first')
  @Returns(200, pageOf(TrackedEventView))
  async list(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<TrackedEventView>> {
    const after = query.cursor && { ...query.cursor, occurredAt: new Date(query.cursor.occurredAt) };
    const rows = await this.events.newest(query.name, after, query.limit + 1);
    return cutPage(rows.map(viewOf), query.limit, (last) =>
      z.encode(place, { occurredAt: last.occurredAt.toISOString(), eventId: last.eventId }),
    );
  }
}

function viewOf(event: TrackedEvent): TrackedEventView {
  return { ...event, properties: JSON.parse(event.properties) as TrackedEventView['properties'] };
}
