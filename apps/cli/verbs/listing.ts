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

/** Items, and at their end whether there may be more. */
export type Listed<Item> = AsyncGenerator<Item, boolean>;

/**
 * Puts out what is listed page after page, as was asked for: a document a line as they come, one document, or lines to read. That
 * there may be more is told beside it.
 */
export async function printList<Item>(
  terminal: Terminal,
  listed: Listed<Item>,
  { json, ndjson }: Output,
  { none, lines }: Reading<Item>,
): Promise<void> {
  if (ndjson === true) {
    sayMore(terminal, await each(listed, (item) => terminal.ndjson(item)));
    return;
  }
  const { items, more } = await gathered(listed);
  if (json === true) await terminal.json({ items });
  else if (items.length === 0) terminal.say(none);
  else for (const line of lines(items)) await terminal.line(line);
  sayMore(terminal, more);
}

export async function gathered<Item>(
  listed: Listed<Item>,
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  const items: Item[] = [];
  const more = await each(listed, (item) => {
    items.push(item);
  });
  return { items, more };
}

export function sayMore(terminal: Terminal, more: boolean): void {
  if (more) terminal.say('There may be more; a higher --limit shows them.');
}

async function each<Item>(
  listed: Listed<Item>,
  take: (item: Item) => Promise<void> | void,
): Promise<boolean> {
  for (;;) {
    const step = await listed.next();
    if (step.done === true) return step.value;
    await take(step.value);
  }
}
