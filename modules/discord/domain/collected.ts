import { longestMessage, namedInCollected } from './limits.js';

/** Room for "… and 1,000,000 more." */
const roomForTheRest = 40;

/**
 * One message of many: a line each, as many as are named and fit, then the number of the others.
 * @param items the first ones
 * @param count of all
 */
export function collected(opening: string, items: readonly string[], count: number): string {
  let text = opening;
  let named = 0;
  for (const item of items.slice(0, namedInCollected)) {
    const line = `\n• ${item}`;
    if (text.length + line.length + roomForTheRest > longestMessage) break;
    text += line;
    named += 1;
  }
  return named === count ? text : `${text}\n… and ${count - named} more.`;
}
