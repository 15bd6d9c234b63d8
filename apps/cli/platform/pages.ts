import type { Api } from './api.js';
import type { Page } from './operator.js';

/** The most that one page holds. */
const mostItems = 100;

/**
 * Items of a paged list, page after page, until there are enough or no more. A page may be empty and not be the last.
 * @returns whether there may be more
 */
export async function* pagesOf<T>(
  api: Api,
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
  wanted: number,
): AsyncGenerator<T, boolean> {
  let left = wanted;
  let cursor: string | null = null;
  while (left > 0) {
    const limit = Math.min(left, mostItems);
    const page: Page<T> = await api.get<Page<T>>(path, { ...query, limit, cursor: cursor ?? undefined });
    yield* page.items.slice(0, left);
    left -= page.items.length;
    cursor = page.nextCursor;
    if (cursor === null) return left < 0;
  }
  return true;
}

export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
