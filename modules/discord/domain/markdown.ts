/** Characters of one value, at most: names are shorter, and a message of several stays far below 2,000. */
const longestValue = 200;

/** What Discord could read as formatting, a mention, a link, an emoji or a time, wherever it stands. */
const special = /[\\`*_~|<>#@:[\](){}/+.-]/g;

/** Line breaks would begin headings, lists and quotes; marks that turn the direction of text could disguise what it says. */
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A message in Discord's markdown; the values in it are shown as they are and mean nothing. */
export function markdown(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return strings.reduce((text, piece, index) => text + literal(values[index - 1] ?? '') + piece);
}

function literal(value: string): string {
  const characters = Array.from(value.replace(unprintable, ' ').trim());
  const shown =
    characters.length <= longestValue
      ? characters.join('')
      : `${characters.slice(0, longestValue - 1).join('')}…`;
  return shown.replace(special, String.raw`\$&`);
}
