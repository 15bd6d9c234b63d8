import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from '@boardwalk/http';
import { isApiKey } from '../../application/callers.js';
import type { Sessions } from '../../application/sessions.js';
import { bearerOf } from './bearer.js';

/** The token of the session that a request carries, in its header or in its cookie; null when there is none. */
export async function presentedSession(
  headers: IncomingHttpHeaders,
  sessions: Sessions,
): Promise<string | null> {
  const bearer = bearerOf(headers);
  if (bearer !== null) return isApiKey(bearer) ? null : bearer;
  return headers.cookie === undefined ? null : sessions.tokenOf(headers.cookie);
}

/** The same where there has to be one. @throws {HttpProblem} 401 unauthenticated */
export async function sessionOf(headers: IncomingHttpHeaders, sessions: Sessions): Promise<string> {
  const token = await presentedSession(headers, sessions);
  if (token === null) throw noSession();
  return token;
}

export function noSession(): HttpProblem {
  return new HttpProblem(401, 'unauthenticated', 'Your session has ended. Sign in again.');
}
