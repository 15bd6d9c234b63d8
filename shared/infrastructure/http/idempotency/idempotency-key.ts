import type { FastifyRequest } from 'fastify';
import type { Principal } from '../authentication/principal.js';
import { HttpProblem } from '../problems/problem.js';
import type { Route } from '../routes/route.js';

export const idempotencyHeader = 'idempotency-key';

/** Printable ASCII, without what would end a string of RFC 9651. */
const acceptable = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/;

/**
 * The key under which a request is done once: a string as RFC 9651 writes it, or the same without its quotation marks.
 * Undefined when none is sent.
 * @throws {HttpProblem} 400 invalid-idempotency-key
 */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const header = headers[idempotencyHeader];
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? header.trim() : '';
  const key = text.length > 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  if (acceptable.test(key)) return key;
  throw new HttpProblem(
    400,
    'invalid-idempotency-key',
    'The header Idempotency-Key holds one key of 1 to 255 visible ASCII characters without " and \\, such as a new UUID for each thing that is to be done once. Nothing was done.',
  );
}

/** Whose keys these are; undefined for callers whose requests are not kept. */
export function keeperOf(principal: Principal): string | undefined {
  if (principal.kind === 'user') return `user ${principal.userId}`;
  return principal.kind === 'client' ? `client ${principal.clientId}` : undefined;
}

const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Whether a route takes an Idempotency-Key: people or API clients change something by it, and its answer is JSON or empty. What
 * takes a stream does the same when it is sent twice; and what is expensive hashes passwords and counts tries, neither of which
 * belongs into the transaction of a kept answer.
 */
export function keepsAnswers({
  method,
  access,
  returns,
  body,
  expensive,
}: Pick<Route, 'method' | 'access' | 'returns' | 'body' | 'expensive'>) {
  const forCallers = access.some((who) => who === 'user' || who === 'client' || who === 'anyone');
  const keepable = returns !== undefined && returns.mediaType === undefined && body.streams === undefined;
  return writes.has(method) && forCallers && keepable && !expensive;
}
