import { z } from 'zod';
import { type BrowsedRow, positionOf, readableHeaders, traceIdOf } from './log-browser.js';
import { shownData } from './shown-data.js';

const Data = z
  .record(z.string(), z.unknown())
  .nullable()
  .meta({ description: 'Personal fields are masked; null when the stored text cannot be read.' });
const Raw = z.string().nullable().meta({ description: 'The stored text, only when it cannot be read.' });

/** A fact in a list. */
export const EventView = z.object({
  position: z
    .string()
    .nullable()
    .meta({ description: '`tick-pos`; null while no relay has put the fact into a window.' }),
  eventId: z.string(),
  type: z.string(),
  source: z.string(),
  key: z.string(),
  occurredAt: z.date(),
  recordedAt: z.date(),
  correlationId: z.string().nullable(),
  causationId: z.string().nullable(),
  traceId: z.string().nullable(),
  data: Data,
  raw: Raw,
});
export type EventView = z.infer<typeof EventView>;

export function eventView(row: BrowsedRow): EventView {
  const headers = readableHeaders(row);
  return {
    position: positionOf(row),
    eventId: row.id,
    type: row.type,
    source: row.source,
    key: row.key,
    occurredAt: row.occurredAt,
    recordedAt: row.recordedAt,
    correlationId: headers?.correlationid ?? null,
    causationId: headers?.causationid ?? null,
    traceId: traceIdOf(row),
    ...shownData(row.type, row.data),
  };
}

/** CloudEvents 1.0 in structured mode; extensions that the fact lacks are left out. */
export const Envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.date(),
  datacontenttype: z.literal('application/json'),
  correlationid: z.string().optional(),
  causationid: z.string().optional(),
  partitionkey: z.string(),
  sequence: z.string().optional(),
  recordedtime: z.date(),
  traceparent: z.string().optional(),
  tracestate: z.string().optional(),
  data: Data,
});
export type Envelope = z.infer<typeof Envelope>;

export function envelope(row: BrowsedRow): Envelope {
  return {
    specversion: '1.0',
    id: row.id,
    source: row.source,
    type: row.type,
    subject: row.key,
    time: row.occurredAt,
    datacontenttype: 'application/json',
    ...readableHeaders(row),
    partitionkey: row.key,
    recordedtime: row.recordedAt,
    data: shownData(row.type, row.data).data,
  };
}

export const DeliveryView = z.object({
  subscription: z.string(),
  state: z.enum(['ack', 'skipped', 'pending', 'retrying', 'waiting', 'dead', 'archived']),
  attempts: z
    .number()
    .meta({ description: '0 before the first; a delivery that succeeded at once counts 1.' }),
  dueAt: z.date().nullable(),
  errorClass: z.string().nullable(),
  errorMessage: z.string().nullable(),
  lastFailedAt: z.date().nullable(),
  redrives: z.number(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const EventStory = z.object({
  position: z.string().nullable(),
  traceId: z.string().nullable(),
  envelope: Envelope,
  raw: Raw,
  deliveries: z.array(DeliveryView),
});
