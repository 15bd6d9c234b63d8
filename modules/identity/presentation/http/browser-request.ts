import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from '@boardwalk/http';
import { z } from 'zod';
import type { ProviderAnswer } from '../../application/auth-endpoint.js';
import { wrongCredentials } from './sign-in-problems.js';

/** What of Fastify's reply the answers of better-auth need. */
export interface Reply {
  header(name: string, value: string | string[]): unknown;
}

const passedOn = [
  'cookie',
  'origin',
  'referer',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
] as const;

/** Who asks, and with which headers, as far as they matter to better-auth. */
export function browserOf(
  address: string,
  headers: IncomingHttpHeaders,
): Pick<ProviderAnswer, 'visitor' | 'headers'> {
  const sent = passedOn.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const visitor = { address, userAgent: headers['user-agent'] ?? '' };
  return { visitor, headers: Object.fromEntries(sent) };
}

/** Cookies and body of a success; a refusal becomes a problem, as everywhere. */
export async function relayed(response: Response, reply: Reply): Promise<unknown> {
  setCookies(response, reply);
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  if (response.ok) return body;
  if (response.status === 401) throw wrongCredentials();
  throw refusalOf(response.status, body);
}

export function setCookies(response: Response, reply: Reply): void {
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
}

/** What better-auth refuses is input, or a page of another origin; anything else is a failure of ours. */
function refusalOf(status: number, body: unknown): Error {
  const { message } = z
    .object({ message: z.string() })
    .catch({ message: 'better-auth refused the request.' })
    .parse(body);
  if (status === 400) return new HttpProblem(400, 'validation-failed', message);
  if (status === 403) return new HttpProblem(403, 'cross-origin', message);
  return new Error(`better-auth answered ${status}: ${message}`);
}
