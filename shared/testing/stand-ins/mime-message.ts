/** What a test wants to know of a mail: enough of MIME for what mail programs of today send. */
export interface MimeMessage {
  /** As it came over the wire. */
  readonly raw: string;
  /** Every header field in order, unfolded and decoded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The first value of a header field; undefined when there is none. */
  header(name: string): string | undefined;
  readonly subject: string;
  /** The part of type text/plain; empty when there is none. */
  readonly text: string;
  /** The part of type text/html; empty when there is none. */
  readonly html: string;
}

export function mimeMessage(raw: string): MimeMessage {
  const { headers, header } = entity(raw);
  const parts = partsOf(raw);
  return {
    raw,
    headers,
    header,
    subject: header('subject') ?? '',
    text: parts.get('text/plain') ?? '',
    html: parts.get('text/html') ?? '',
  };
}

function entity(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon), value: decodedWords(line.slice(colon + 1).trim()) };
    });
  const header = (name: string) =>
    headers.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value;
  return { headers, header, body: rest.join('\r\n\r\n') };
}

/** The text of each part that holds no further parts, by its type. */
function partsOf(raw: string): Map<string, string> {
  const { header, body } = entity(raw);
  const type = header('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary !== undefined) {
    // The line break before a boundary belongs to the boundary.
    const inner = body.split(`--${boundary}`).slice(1, -1);
    return new Map(inner.flatMap((part) => [...partsOf(part.replace(/^\r\n|\r\n$/g, ''))]));
  }
  const text = decoded(body, header('content-transfer-encoding') ?? '7bit');
  return new Map([[type.split(';', 1)[0]?.trim().toLowerCase() ?? '', text.replaceAll('\r\n', '\n')]]);
}

function decoded(body: string, encoding: string): string {
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding.toLowerCase() === 'quoted-printable') return unquoted(body.replace(/=\r\n/g, ''));
  return body;
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** RFC 2047: `=?UTF-8?Q?Caf=C3=A9?=` */
function decodedWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_match, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : unquoted(text.replaceAll('_', ' ')),
    );
}
