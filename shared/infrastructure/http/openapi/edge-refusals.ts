import { keepsAnswers } from '../idempotency/idempotency-key.js';
import { ownProblems, type ProblemType } from '../problems/catalogue.js';
import type { Route } from '../routes/route.js';

const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export function isWrite({ method }: Route): boolean {
  return writes.has(method);
}

/** Whether answers carry an ETag. */
export function isConditionalRead({ method, path, returns }: Route): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    path.startsWith('/api/') &&
    returns?.schema !== undefined &&
    returns.status === 200
  );
}

/** Whether `If-Match` is obeyed. */
export function isConditionalChange({ method }: Route): boolean {
  return method === 'PUT' || method === 'PATCH' || method === 'DELETE';
}

/** What the edge may refuse on this route, by what the route declares. */
export function edgeRefusals(route: Route): ProblemType[] {
  const { inputs, access, scope, path } = route;
  const codes = new Set<string>();
  if (inputs.length > 0) codes.add('validation-failed');
  if (/[:*]/.test(path.replaceAll('::', ''))) codes.add('malformed-request').add('path-too-long');
  if (isWrite(route)) {
    codes.add('malformed-request').add('malformed-json').add('validation-failed').add('cross-origin');
    codes.add('body-too-large').add('unsupported-media-type').add('unsupported-content-encoding');
    codes.add('invalid-position');
  }
  if (!access.some((who) => who === 'public' || who === 'anyone'))
    codes.add('unauthenticated').add('forbidden');
  if (scope !== undefined) codes.add('insufficient-scope');
  if (keepsAnswers(route))
    codes.add('invalid-idempotency-key').add('request-in-work').add('idempotency-key-reused');
  if (isConditionalChange(route)) codes.add('changed-meanwhile').add('malformed-condition');
  if (isConditionalRead(route)) codes.add('malformed-condition');
  if (!access.includes('service') && !/^\/(?:healthz|readyz)$/.test(path)) codes.add('too-many-requests');
  return ownProblems.filter(({ code }) => codes.has(code));
}
