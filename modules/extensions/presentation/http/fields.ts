import type { Principal } from '@boardwalk/http';
import { z } from 'zod';
import { mostDependencies, textLimits } from '../../application/archives.js';
import type { Edit } from '../../application/editing.js';

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

export const label = line(textLimits.word);
export const platform = line(textLimits.word);
export const contents = z
  .record(line(textLimits.word), z.int().min(0))
  .refine((kinds) => Object.keys(kinds).length <= textLimits.kinds, {
    error: `must name at most ${textLimits.kinds} kinds`,
  })
  .meta({ description: 'How many of each kind it contains.' });

export const published = {
  platforms: z.array(platform).max(textLimits.words).default([]),
  labels: z.array(label).max(textLimits.words).default([]),
  contents: contents.default({}),
  dependencies: z.array(extensionName).max(mostDependencies).default([]),
};

export const visibility = z.enum(['public', 'private']);
export const license = line(textLimits.license);
export const description = line(textLimits.description);
/** Why something is withdrawn, in words that everybody reads. */
export const reason = line(textLimits.reason);
export const checksum = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in 64 small hexadecimal digits' });

/** Whose private extensions may be shown: those of the person who asks, null when nobody in particular does. */
export function viewerOf(principal: Principal): string | null {
  return principal.isUser() ? principal.userId : null;
}

export function editOf(name: string, { userId, username }: Principal, knownPosition?: string): Edit {
  return { name, by: { userId, username }, knownPosition };
}
