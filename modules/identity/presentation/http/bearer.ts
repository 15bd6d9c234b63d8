import type { IncomingHttpHeaders } from 'node:http';

/** The token of `Authorization: Bearer …`; null when the request is authenticated otherwise. */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +([^\s,]+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
