import { z } from 'zod';

export const username = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{2,31}$/,
    'must have 3 to 32 characters: lower-case letters, digits, "-" and "_", beginning with a letter or a digit',
  );

/** RFC 5321 lets an address have 254 characters. */
export const email = z.email().max(254);

/** No rules about characters: length is what makes a password hard to guess. */
export const password = z.string().min(8).max(128);

/** One that is compared, not set. */
export const anyPassword = z.string().min(1).max(128);

/** What was mailed. */
export const token = z.string().min(1).max(128);

export const bio = z.string().max(500);

export const link = z.string().min(1).max(200);

export const name = z.string().min(1).max(80);

/** ISO 8601 with an offset: `2026-03-17T18:21:17+00:00`. */
export const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
