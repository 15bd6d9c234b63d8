import type { Destination } from './destinations.js';

/** The tail of an id is its chance; the head is its time, and may be another's too. */
const shortOf = (id: string): string => id.slice(-12);

/** What a broker knows a destination by. The same context may run on two databases while it moves from one to the other. */
export function channelOf(log: string, { database, context }: Destination): string {
  const at = database === log ? '' : `.${shortOf(database)}`;
  return `boardwalk.${shortOf(log)}.${context}${at}`;
}
