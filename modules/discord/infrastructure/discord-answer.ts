import type { PostOutcome } from '../application/channel.js';
import type { Pause } from './rate-limits.js';

/** Discord's answer, and what it asks of us besides. */
export interface Verdict {
  readonly outcome: PostOutcome;
  /** The silence that it asks for. */
  readonly pause?: Pause;
  /** Why the webhook must never be called again. */
  readonly gone?: string;
}

interface ErrorBody {
  readonly id?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly retry_after?: unknown;
  readonly global?: unknown;
}

const longestPauseMs = 24 * 60 * 60 * 1000;
const longestError = 300;

/** Answers of the network in front of Discord that say that it was not reached: refused, unreachable, no TLS. */
const notReached = new Set([521, 523, 525, 526]);

/** The message is not there: taken away already, by us or by somebody who reads the channel. */
const unknownMessage = 10_008;

/** What an answer to a call means. */
export function verdictOn(status: number, headers: Headers, text: string): Verdict {
  const body = parsed(text);
  const exhausted = pauseAfter(headers);
  const pause = exhausted === undefined ? {} : { pause: pauseOf(exhausted, headers, false) };
  if (status >= 200 && status < 300) {
    const id = typeof body.id === 'string' ? { providerId: body.id } : {};
    return { outcome: { kind: 'accepted', ...id }, ...pause };
  }
  const error = described(status, body);
  if (status === 429) return rateLimited(error, headers, body);
  if (status === 404 && body.code === unknownMessage) return { outcome: { kind: 'accepted' }, ...pause };
  if (status === 404 || status === 401) {
    return {
      outcome: { kind: 'refused', permanent: true, error: gone(error) },
      gone: gone(error),
    };
  }
  if (status < 500) return { outcome: { kind: 'refused', permanent: true, error }, ...pause };
  const retryAfterMs = milliseconds(headers.get('retry-after'));
  if (notReached.has(status) || (status === 503 && retryAfterMs !== undefined)) {
    const delay = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { outcome: { kind: 'refused', permanent: false, error, ...delay } };
  }
  // Discord read the message and then failed; it may stand in the channel.
  return { outcome: { kind: 'unknown', error }, ...pause };
}

function rateLimited(error: string, headers: Headers, body: ErrorBody): Verdict {
  const waits = [milliseconds(headers.get('retry-after')), milliseconds(body.retry_after)];
  const retryAfterMs = Math.max(...waits.map((wait) => wait ?? 0));
  const global = body.global === true || headers.get('x-ratelimit-global') === 'true';
  const outcome = {
    kind: 'refused',
    permanent: false,
    error: global ? `${error} (all of Discord)` : error,
  } as const;
  return retryAfterMs === 0
    ? { outcome }
    : { outcome: { ...outcome, retryAfterMs }, pause: pauseOf(retryAfterMs, headers, global) };
}

function pauseOf(forMs: number, headers: Headers, global: boolean): Pause {
  const bucket = headers.get('x-ratelimit-bucket');
  return { forMs, global, ...(bucket !== null && { bucket: bucket.slice(0, longestError) }) };
}

function gone(error: string): string {
  return `The webhook is gone (${error}), so it is not called any more. Make a new one in the settings of the channel and give its address instead.`;
}

/** What is left of the current window when it is used up. */
function pauseAfter(headers: Headers): number | undefined {
  return headers.get('x-ratelimit-remaining') === '0'
    ? milliseconds(headers.get('x-ratelimit-reset-after'))
    : undefined;
}

/** From seconds with decimals; undefined when it is no such number. */
function milliseconds(seconds: unknown): number | undefined {
  const number = seconds === null || seconds === '' ? Number.NaN : Number(seconds);
  return number > 0 ? Math.min(Math.ceil(number * 1_000), longestPauseMs) : undefined;
}

function described(status: number, { message, code }: ErrorBody): string {
  const said = typeof message === 'string' ? `: ${message}` : '';
  const numbered = typeof code === 'number' && code !== 0 ? ` (code ${code})` : '';
  return `Discord answered ${status}${said}${numbered}`.slice(0, longestError);
}

function parsed(text: string): ErrorBody {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // Whatever stands between us and Discord answers in HTML.
  }
}
