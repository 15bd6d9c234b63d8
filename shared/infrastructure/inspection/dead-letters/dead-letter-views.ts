import type { DeadLetter, DeadLetterFilter } from '@boardwalk/messaging';
import { rowOf } from '@boardwalk/messaging';
import { z } from 'zod';
import { readableHeaders, traceIdIn } from '../log/log-browser.js';
import { shownData } from '../log/shown-data.js';

export const subscription = z.string().max(200);

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .meta({ type: 'string', format: 'date-time' });

/** Which dead letters are meant; what is left out is no condition. */
export const filterFields = {
  subscription: subscription.optional(),
  type: z.string().max(200).optional(),
  errorClass: z.string().max(200).optional(),
  since: moment.optional(),
  until: moment.optional(),
};

const Filter = z.object(filterFields);
type Filter = z.infer<typeof Filter>;

export function filterOf({ subscription, type, errorClass, since, until }: Filter): DeadLetterFilter {
  return { subscription, type, errorClass, since, until };
}

const DeadLetterView = z.object({
  subscription: z.string(),
  eventId: z.string(),
  type: z.string(),
  key: z.string(),
  state: z.enum(['parked', 'skipped']).meta({
    description: '`parked`: later facts of the key wait for the redrive. `skipped`: they went on.',
  }),
  attempts: z.number().meta({ description: 'In all, those before earlier redrives included.' }),
  errorClass: z.string(),
  errorMessage: z.string(),
  firstFailedAt: z.date(),
  lastFailedAt: z.date(),
  redrives: z.number(),
  editedAt: z.date().nullable().meta({ description: 'When an operator replaced its data.' }),
  waiting: z.number().meta({ description: 'Deliveries of the key that wait behind it.' }),
  correlationId: z.string().nullable(),
  createdInTrace: z.string().nullable(),
  failedInTrace: z.string().nullable().meta({ description: 'The trace of the last failed attempt.' }),
  data: z.record(z.string(), z.unknown()).nullable(),
  raw: z.string().nullable().meta({ description: 'The stored text, only when it cannot be read.' }),
});

export const DeadLettersView = z.object({
  items: z.array(DeadLetterView),
  total: z.number().meta({ description: 'How many there are that were asked for, listed or not.' }),
});

export function deadLetterView({ raw, traceparent, ...letter }: DeadLetter): z.infer<typeof DeadLetterView> {
  const row = rowOf(raw);
  const headers = readableHeaders(row);
  return {
    ...letter,
    correlationId: headers?.correlationid ?? null,
    createdInTrace: traceIdIn(headers?.traceparent ?? null),
    failedInTrace: traceIdIn(traceparent),
    ...shownData(row.type, row.data),
  };
}

export const GroupsView = z.object({
  items: z.array(
    z.object({
      subscription: z.string(),
      type: z.string(),
      errorClass: z.string(),
      count: z.number(),
      firstDiedAt: z.date(),
      lastDiedAt: z.date(),
    }),
  ),
  total: z.number().meta({ description: 'Dead letters in all groups, listed or not.' }),
});

export const EditView = z.object({
  subscription: z.string(),
  changes: z
    .array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
    .readonly()
    .meta({ description: 'Personal fields masked; absent where the field is absent.' }),
  edited: z.boolean().meta({ description: 'False of a dry run, and when nothing would change.' }),
  redriven: z.number(),
});

export const RedriveView = z.object({
  id: z.string(),
  subscription: z.string().nullable(),
  type: z.string().nullable(),
  errorClass: z.string().nullable(),
  since: z.date().nullable(),
  until: z.date().nullable(),
  rate: z.number().nullable().meta({ description: 'Deliveries a second at the most; null is no limit.' }),
  total: z.number().meta({ description: 'Dead letters that were meant at the start.' }),
  done: z.number().meta({ description: 'How many of them run again since.' }),
  state: z.enum(['running', 'paused', 'cancelled', 'done']),
  owner: z.string().nullable().meta({ description: 'The process that carries it on.' }),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
});
