import { cursor } from '@boardwalk/http';
import { z } from 'zod';

/** The fields that several routes take. A role, a username and a slug look alike in addresses and in bodies. */
export const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{1,38}$/, {
  error: 'must be 2 to 39 small letters, digits, "-" or "_", and begin with a letter or a digit',
});

export const username = z.string().regex(/^[a-z0-9][a-z0-9_-]{2,31}$/, {
  error: 'must be 3 to 32 small letters, digits, "-" or "_", and begin with a letter or a digit',
});

export const collectiveName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{Cc}*$/u, { error: 'must be one line without control characters' });

export const role = z.enum(['owner', 'admin', 'member']);

/** ISO 8601 with an offset, as `2026-03-17T18:21:17+00:00`. */
export const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const tokenName = collectiveName;

/** Never all of them: what a token may do is said one by one. */
export const tokenScope = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z-]{0,30}:[a-z][a-z-]{0,30}$/, {
    error: 'must be "<context>:<verb>", as in "extensions:write"',
  });

/** Where a page of things ends that are sorted by their ids. */
export const afterId = cursor(z.uuid());
