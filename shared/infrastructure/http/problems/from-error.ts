import { DomainError } from '@boardwalk/domain';
import {
  DatabaseBusyError,
  isDatabaseAway,
  isTransient,
  SilentTransactionError,
} from '@boardwalk/persistence';
import { HttpException } from '@nestjs/common';
import { domainKinds } from './catalogue.js';
import { overloaded } from './overloaded.js';
import { HttpProblem } from './problem.js';

/** The problem that an error is to its caller; undefined for a failure of the program, of which the caller learns nothing. */
export function problemFrom(
  error: unknown,
  route: { readonly method: string; readonly path: string; readonly known: boolean },
): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error;
  if (error instanceof DomainError) return fromDomain(error);
  if (isOverload(error)) return overloaded(error);
  if (isDatabaseAway(error)) return unavailable(error);
  if (!route.known && error instanceof HttpException && error.getStatus() === 404) return noSuchRoute(route);
  const code = fastifyCodeOf(error);
  if (code !== undefined) return fromFastify(code, error);
  if (error instanceof HttpException && error.getStatus() < 500) return fromNest(error);
  return undefined;
}

/**
 * Nothing was done, and the same request may succeed in a moment: no connection was free, others were in its way as often as it
 * was tried, or the process was too busy to send the next statement in time, so that the server ended the transaction.
 */
function isOverload(error: unknown): boolean {
  return error instanceof DatabaseBusyError || error instanceof SilentTransactionError || isTransient(error);
}

function fromDomain(error: DomainError): HttpProblem {
  const { status, retryAfter } = domainKinds[error.kind];
  return new HttpProblem(status, error.code, error.message, {
    ...(Object.keys(error.details).length > 0 && { details: error.details }),
    ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
    cause: error,
  });
}

function unavailable(cause: unknown): HttpProblem {
  return new HttpProblem(
    503,
    'service-unavailable',
    'The database does not answer at the moment. Send the request again in a few seconds; if it was to change something, look first whether it did.',
    { headers: { 'retry-after': '5' }, cause },
  );
}

function noSuchRoute({ method, path }: { readonly method: string; readonly path: string }): HttpProblem {
  return new HttpProblem(
    404,
    'no-such-route',
    `No route answers ${method} ${path}. /docs lists those that exist.`,
  );
}

/** Fastify's own refusals reach us bare or inside an `HttpException` that Nest made of them. */
function fastifyCodeOf(error: unknown): string | undefined {
  const original = error instanceof HttpException && error.cause instanceof Error ? error.cause : error;
  if (!(original instanceof Error) || !('code' in original)) return undefined;
  const { code } = original;
  return typeof code === 'string' && code.startsWith('FST_ERR_') ? code : undefined;
}

const fastifyRefusals: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    413,
    'body-too-large',
    'The body is larger than this route takes. Send less at once.',
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported-media-type',
    'The Content-Type is no media type. Send the body as what it is, which is mostly application/json.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'malformed-request',
    'The body is not as long as its Content-Length says. Correct the header.',
  ],
  FST_ERR_BAD_URL: [
    400,
    'malformed-request',
    'The path holds a percent sign that starts no escape. Write it as %25.',
  ],
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: [
    400,
    'malformed-request',
    'A request of this method says by Content-Type what its body is. Add the header, or take another method.',
  ],
  FST_ERR_MAX_PARAM_LENGTH: [
    414,
    'path-too-long',
    'A part of the path is longer than any that exists here. Shorten it.',
  ],
};

function fromFastify(code: string, cause: unknown): HttpProblem | undefined {
  const known = fastifyRefusals[code];
  return known && new HttpProblem(known[0], known[1], known[2], { cause });
}

const nestCodes: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

function fromNest(error: HttpException): HttpProblem {
  const status = error.getStatus();
  if (status === 403 && error.message.startsWith('Cross-origin request')) {
    return new HttpProblem(
      403,
      'cross-origin',
      'A page of another origin may not change anything here. Send the request from this origin, or from a program.',
    );
  }
  return new HttpProblem(status, nestCodes[status] ?? 'malformed-request', error.message, { cause: error });
}
