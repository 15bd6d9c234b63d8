/** A text of foreign origin without line breaks and control characters, those that turn the direction of writing included. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A value inside a sentence: on one line, and not longer than a name is. */
export function inline(value: string): string {
  const line = oneLine(value);
  const characters = Array.from(line);
  return characters.length <= longestValue ? line : `${characters.slice(0, longestValue - 1).join('')}…`;
}

const longestValue = 80;
