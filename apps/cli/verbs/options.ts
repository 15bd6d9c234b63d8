import { InvalidArgumentError, Option } from 'commander';
import { usageError } from '../exit.js';

/** For commander: where a process is reached, without a slash at its end. */
export function address(text: string): string {
  const url = URL.parse(text);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('It must be an address, such as http://127.0.0.1:3000.');
}

/** How a list goes out. */
export interface Output {
  readonly json?: boolean;
  readonly ndjson?: boolean;
}

/** For commander: a whole number from `least` on. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** For commander: one of a few words. */
export function oneOf<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`It must be one of: ${words.join(', ')}.`);
  };
}

export const json = (schema: string) =>
  new Option('--json', `one JSON document, as schemas/${schema}.schema.json describes it`);
export const ndjson = () => new Option('--ndjson', 'one JSON document a line').conflicts('json');
export const limit = (usual: number, most?: number) =>
  new Option('--limit <n>', 'how many at most').argParser(whole(1, most)).default(usual);

export const eventIdOf = (text: string): string => idOf(text, 'an event', 'boardwalk events ls');

/**
 * An id as it goes into a path.
 * @param lister the command that shows such ids
 */
export function idOf(text: string, owner: string, lister: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  throw usageError(
    `"${text}" is no id of ${owner}.`,
    'Ids are UUIDs, such as 01981c2e-7f3a-7000-8000-000000000000.',
    `List some: ${lister}`,
  );
}

/** A moment as the operator API takes it. */
export function momentOf(text: string): string {
  const moment = momentIn(text);
  if (moment !== null) return moment;
  throw usageError(
    `"${text}" is no moment.`,
    'A moment is written as ISO 8601 says.',
    'Write it like 2026-03-17T18:00:00Z, or 2026-03-17',
  );
}

/** A place in the log as the operator API takes it. */
export function placeOf(text: string): string {
  const place = positionIn(text) ?? momentIn(text);
  if (place !== null) return place;
  throw usageError(
    `"${text}" is no place in the log.`,
    'A place is a position (tick-pos, as events show tells it), a moment (ISO 8601), or genesis, the beginning.',
    'Write it like 12-3456, 2026-03-17T18:00:00Z, or genesis',
  );
}

/** A position in the log as the operator API takes it. */
export function positionOf(text: string): string {
  const position = positionIn(text);
  if (position !== null) return position;
  throw usageError(
    `"${text}" is no position in the log.`,
    'A position is tick-pos, as events show tells it; genesis is the beginning.',
    'Write it like 12-3456, or genesis',
  );
}

function positionIn(text: string): string | null {
  if (text === 'genesis') return '0-0';
  return /^\d{1,15}-\d{1,15}$/.test(text) ? text : null;
}

/** A date alone is its beginning in UTC. */
function momentIn(text: string): string | null {
  const moment = new Date(text);
  return /^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(moment.getTime()) ? moment.toISOString() : null;
}
