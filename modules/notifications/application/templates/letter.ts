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

/**
 * The same letter twice: as text, and as HTML in which everything is escaped.
 * @param unsubscribeUrl undefined for mails that cannot be switched off
 */
export function rendered(letter: Letter, unsubscribeUrl?: string): RenderedLetter {
  return {
    subject: subjectOf(letter),
    text: textOf(letter, unsubscribeUrl),
    html: htmlOf(letter, unsubscribeUrl),
  };
}

/** A subject is a header: a line break in it would begin another one. */
function subjectOf({ subject }: Letter): string {
  return subject.replace(/\p{Cc}+/gu, ' ').trim();
}

function textOf({ paragraphs, action, reason }: Letter, unsubscribeUrl: string | undefined): string {
  const steps = action === undefined ? [] : [`${action.label}:\n${action.url}`];
  const way = unsubscribeUrl === undefined ? '' : `\n${noMore}: ${unsubscribeUrl}`;
  return `${[...paragraphs, ...steps, `-- \n${reason}${way}`].join('\n\n')}\n`;
}

const noMore = 'No more mails of this kind';

function htmlOf({ subject, paragraphs, action, reason }: Letter, unsubscribeUrl: string | undefined): string {
  const steps =
    action === undefined ? '' : `<p><a href="${escaped(action.url)}">${escaped(action.label)}</a></p>\n`;
  const way =
    unsubscribeUrl === undefined ? '' : `<br><a href="${escaped(unsubscribeUrl)}">${escaped(noMore)}</a>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem">
${paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>\n`).join('')}${steps}<p style="color:#5a6778;font-size:.875rem">${escaped(reason)}${way}</p>
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
