import type { Ids } from '@boardwalk/domain';

export const correlationHeader = 'x-correlation-id';

/** A UUID, or a short token that is safe in a log line, a header and a URL. */
const acceptable = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The caller's correlation id if it is one, else a new one. */
export function correlationIdFrom(header: string | string[] | undefined, ids: Ids): string {
  return typeof header === 'string' && acceptable.test(header) ? header : ids.next();
}
