import { InvalidArgumentError, Option } from 'commander';
import { usageError } from '../exit.js';

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

/** An id as it goes into a path. */
export function eventIdOf(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  throw usageError(
    `"${text}" is no id of an event.`,
    'Event ids are UUIDs, such as 01981c2e-7f3a-7000-8000-000000000000.',
    'List some: boardwalk events ls',
  );
}
