import { z } from 'zod';

/** One page of a list. `nextCursor` is null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export const mostItems = 100;
export const usualItems = 20;

/** The schema of a page, for `@Returns`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item).readonly(),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Send it as `cursor` to get the next page; null on the last one.' }),
  });
}

/** How many items a page may have: 1 to 100, 20 unless asked. A query string carries text, so text is what it takes. */
export const limit = z
  .string()
  .regex(/^\d{1,3}$/, `must be a whole number from 1 to ${mostItems}`)
  .transform(Number)
  .pipe(z.number().min(1).max(mostItems))
  .default(usualItems)
  .meta({
    type: 'integer',
    minimum: 1,
    maximum: mostItems,
    pattern: undefined,
    description: `${usualItems} unless asked.`,
  });

/**
 * Cuts a page from one row more than asked for: read `limit + 1` rows, and the surplus row tells whether a page follows.
 * @param cursorOf the cursor that continues after a row
 */
export function cutPage<T>(rows: readonly T[], size: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > size && last !== undefined ? cursorOf(last) : null };
}
