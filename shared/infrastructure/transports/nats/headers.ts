import { headers, type MsgHdrs } from '@nats-io/transport-node';

/** CloudEvents attributes as the NATS binding has them: a header `ce-…` for each, percent-encoded. */
export function headersOf(attributes: Readonly<Record<string, string>>): MsgHdrs {
  const made = headers();
  for (const [name, value] of Object.entries(attributes)) made.append(`ce-${name}`, printable(value));
  return made;
}

/** Anything but printable ASCII, and what the encoding itself needs. */
const encoded = /[^\x21-\x7e]|["%]/gu;

function printable(value: string): string {
  return value.toWellFormed().replaceAll(encoded, (character) => encodeURIComponent(character));
}
