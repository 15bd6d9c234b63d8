import type { DomainErrorKind } from '@boardwalk/domain';
import type { Refusal } from '../routes/returns.js';

/** A stable type of problem. Its address is `/problems/<code>`. */
export interface ProblemType {
  readonly code: string;
  readonly status: number;
  readonly when: string;
}

/** How each kind of refusal by a domain looks over HTTP. `retryAfter` is in seconds. */
export const domainKinds: Readonly<
  Record<DomainErrorKind, { readonly status: number; readonly retryAfter?: number }>
> = {
  invalid: { status: 422 },
  'not-found': { status: 404 },
  conflict: { status: 409 },
  forbidden: { status: 403 },
  gone: { status: 410 },
  behind: { status: 409, retryAfter: 1 },
  unavailable: { status: 503, retryAfter: 5 },
};

/** What the edge itself refuses. */
export const ownProblems: readonly ProblemType[] = [
  { code: 'validation-failed', status: 400, when: 'The input does not have the shape that the route takes.' },
  { code: 'malformed-json', status: 400, when: 'The body is not one JSON document in UTF-8.' },
  { code: 'malformed-request', status: 400, when: 'The request is not HTTP that the server can read.' },
  {
    code: 'upload-interrupted',
    status: 400,
    when: 'The connection ended before the whole body had arrived.',
  },
  {
    code: 'invalid-idempotency-key',
    status: 400,
    when: 'The header Idempotency-Key holds no key.',
  },
  {
    code: 'malformed-condition',
    status: 400,
    when: 'If-Match or If-None-Match is no list of entity tags.',
  },
  { code: 'invalid-position', status: 400, when: 'The header Boardwalk-Position holds no position.' },
  { code: 'unauthenticated', status: 401, when: 'The request carries no valid credentials.' },
  { code: 'forbidden', status: 403, when: 'The credentials are valid and not enough.' },
  { code: 'cross-origin', status: 403, when: 'A browser sent a write from a page of another origin.' },
  { code: 'insufficient-scope', status: 403, when: 'The API key lacks the scope that the route needs.' },
  { code: 'no-such-route', status: 404, when: 'No route answers this method and path.' },
  {
    code: 'projection-behind',
    status: 409,
    when: 'A projection has not caught up with the caller’s last change yet.',
  },
  {
    code: 'request-in-work',
    status: 409,
    when: 'The request with this Idempotency-Key is being worked on.',
  },
  { code: 'concurrent-change', status: 409, when: 'Somebody else changed the same thing meanwhile.' },
  { code: 'changed-meanwhile', status: 412, when: 'What is at the address is not what If-Match names.' },
  { code: 'body-too-large', status: 413, when: 'The body is larger than the route takes.' },
  { code: 'path-too-long', status: 414, when: 'A part of the path is longer than any the server knows.' },
  {
    code: 'unsupported-media-type',
    status: 415,
    when: 'The body has a Content-Type that the route does not take.',
  },
  {
    code: 'unsupported-content-encoding',
    status: 415,
    when: 'The body is compressed, and the route takes it plain.',
  },
  {
    code: 'idempotency-key-reused',
    status: 422,
    when: 'The Idempotency-Key was sent with another request before.',
  },
  { code: 'too-many-requests', status: 429, when: 'The caller has used up its share of the current minute.' },
  { code: 'internal-error', status: 500, when: 'The server failed. It was logged under the trace id.' },
  { code: 'not-ready', status: 503, when: 'Something that the server needs does not answer.' },
  {
    code: 'service-unavailable',
    status: 503,
    when: 'The database was away while the request was worked on. A change whose answer was lost may have been made.',
  },
  {
    code: 'identity-unreachable',
    status: 503,
    when: 'The process that knows whose credentials these are does not answer.',
  },
  { code: 'overloaded', status: 503, when: 'More is asked than can be answered in time. Nothing was done.' },
  { code: 'shutting-down', status: 503, when: 'The server is on its way down; another one may answer.' },
];

/** What a route declares by `@Refuses`, as the catalogue lists it. */
export function problemTypeOf({ code, kind, when }: Refusal): ProblemType {
  return { code, status: typeof kind === 'number' ? kind : domainKinds[kind].status, when };
}

/** `slug-taken` → `Slug taken`: stable as long as the code is. */
export function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ').replace(/\b(json|api|http)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function typeOf(code: string): string {
  return `/problems/${code}`;
}
