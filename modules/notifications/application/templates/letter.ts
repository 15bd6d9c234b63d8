/** What a mail says. Every string is plain text: a letter cannot hold markup, so no value can become any. */
export interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The one thing to do, if there is one. */
  readonly action?: { readonly label: string; readonly url: string };
  /** Why this mail came. */
  readonly reason: string;
}

export interface RenderedLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A value inside a sentence: without line breaks and control characters, and not longer than a name is. */
export function inline(value: string): string {
  const line = value
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= longestValue ? line : `${characters.slice(0, longestValue - 1).join('')}…`;
}

const longestValue = 80;

/** The same letter twice: as text, and as HTML in which everything is escaped. */
export function rendered(letter: Letter): RenderedLetter {
  return { subject: subjectOf(letter), text: textOf(letter), html: htmlOf(letter) };
}

/** A subject is a header: a line break in it would begin another one. */
function subjectOf({ subject }: Letter): string {
  return subject.replace(/\p{Cc}+/gu, ' ').trim();
}

function textOf({ paragraphs, action, reason }: Letter): string {
  const steps = action === undefined ? [] : [`${action.label}:\n${action.url}`];
  return `${[...paragraphs, ...steps, `-- \n${reason}`].join('\n\n')}\n`;
}

function htmlOf({ subject, paragraphs, action, reason }: Letter): string {
  const steps =
    action === undefined ? '' : `<p><a href="${escaped(action.url)}">${escaped(action.label)}</a></p>\n`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem">
${paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>\n`).join('')}${steps}<p style="color:#5a6778;font-size:.875rem">${escaped(reason)}</p>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
