import type { Principal } from '@boardwalk/http';
import { z } from 'zod';

/** One line of text without control characters. */
const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u, { error: 'must be one line without control characters' });

/** Shape only: what a name or a version must look like is a rule of publishing, with a refusal of its own. */
export const extensionName = z.string().min(1).max(200);
export const extensionVersion = z.string().min(1).max(32);

export const label = line(64);
export const platform = line(64);
export const contents = z
  .record(line(64), z.int().min(0))
  .refine((kinds) => Object.keys(kinds).length <= 50, { error: 'must name at most 50 kinds' })
  .meta({ description: 'How many of each kind it contains.' });

export const published = {
  platforms: z.array(platform).max(50).default([]),
  labels: z.array(label).max(50).default([]),
  contents: contents.default({}),
  dependencies: z.array(extensionName).max(200).default([]),
};

export const visibility = z.enum(['public', 'private']);
export const license = line(100);
export const description = line(500);
export const checksum = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in 64 small hexadecimal digits' });

/** Whose private extensions may be shown: those of the person who asks, null when nobody in particular does. */
export function viewerOf(principal: Principal): string | null {
  return principal.isUser() ? principal.userId : null;
}
