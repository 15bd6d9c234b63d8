import { z } from 'zod';

/** Where a log is served. A process that speaks another version is asked at another path. */
export const servedAt = 'internal/logs/v1';

const count = z.int().min(0);
const position = z.strictObject({ tick: count, pos: count });
const name = z.string().min(1).max(500);
const destination = { database: z.uuid(), context: name, transport: name };

/** What can be asked of a served log, and what is answered. Facts are answered apart: as rows, a line of JSON each. */
export const questions = {
  head: { asked: z.strictObject({}), answer: z.object({ tick: count, pos: count }) },
  news: {
    asked: z.strictObject({
      tick: z
        .int()
        .min(-1)
        .meta({ description: 'The newest one that is known to whoever asks; -1 for none.' }),
    }),
    answer: z.object({ tick: count.meta({ description: 'The same when there was none for a while.' }) }),
  },
  lags: {
    asked: z.strictObject({
      awaited: z.array(z.strictObject({ cursor: position, types: z.array(name).max(1_000) })).max(1_000),
    }),
    answer: z.object({
      lags: z.array(z.object({ lag: count, behindSince: z.iso.datetime().nullable(), behindMs: z.number() })),
    }),
  },
  keys: {
    asked: z.strictObject({ subjects: z.array(z.string()).max(1_000) }),
    answer: z.object({
      keys: z.array(
        z.object({
          subject: z.string(),
          sealed: z.base64().meta({ description: 'Useless without BOARDWALK_SECRET, as in the database.' }),
        }),
      ),
      erased: z
        .array(z.string())
        .default([])
        .meta({ description: 'Those whose earlier key was erased, whether they have another one or not.' }),
    }),
  },
  readers: {
    asked: z.strictObject({
      database: z.uuid(),
      places: z.array(z.strictObject({ subscription: name, bucket: count, cursor: position })).max(10_000),
    }),
    answer: z.object({
      oldest: z
        .object({ tick: count, pos: count })
        .meta({ description: 'Up to here the log has been dropped.' }),
      missing: z
        .string()
        .nullable()
        .meta({ description: 'A subscription that has not read all of what is gone. Then none was noted.' }),
    }),
  },
  settled: { asked: z.strictObject({}), answer: z.object({}) },
  channels: { asked: z.strictObject(destination), answer: z.object({ channel: z.string() }) },
  ordinals: { asked: position, answer: z.object({ ordinal: count }) },
  landings: {
    asked: z.strictObject({
      ...destination,
      place: z.strictObject({ tick: count, pos: count, ordinal: count }),
      saidAt: z.iso.datetime().meta({ description: 'By the clock of the database in which it landed.' }),
    }),
    answer: z.object({ incarnation: z.string() }),
  },
} as const;

export type Question = keyof typeof questions;
export type Asked<Q extends Question> = z.output<(typeof questions)[Q]['asked']>;
export type Answer<Q extends Question> = z.output<(typeof questions)[Q]['answer']>;

/** A place to read on from. */
export const After = position;

export const Identity = z.object({ log: z.uuid() });
