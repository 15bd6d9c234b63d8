import type { Terminal } from '../terminal/terminal.js';
import type { Output } from './options.js';

export interface ListOutput extends Output {
  /** How many at most. */
  readonly limit: number;
}

/** How a list is read by people. */
export interface Reading<Item> {
  /** Said when it is empty. */
  readonly none: string;
  readonly lines: (items: readonly Item[]) => readonly string[];
}

/**
 * Puts out what is listed page after page, as was asked for: a document a line as they come, one document, or lines to read. That
 * there are more is told beside it.
 * @param pages so many items at most
 */
export async function printList<Item>(
  terminal: Terminal,
  pages: (wanted: number) => AsyncIterable<Item>,
  { limit, json, ndjson }: ListOutput,
  { none, lines }: Reading<Item>,
): Promise<void> {
  const items: Item[] = [];
  let seen = 0;
  // One more than is shown tells whether there are more.
  for await (const item of pages(limit + 1)) {
    seen += 1;
    if (seen > limit) break;
    if (ndjson === true) await terminal.ndjson(item);
    else items.push(item);
  }
  if (json === true) await terminal.json({ items });
  else if (ndjson !== true) {
    if (items.length === 0) terminal.say(none);
    else for (const line of lines(items)) await terminal.line(line);
  }
  if (seen > limit) terminal.say(`There are more than these ${limit}; --limit shows them.`);
}
