import type { CallOutcome } from '@boardwalk/messaging';

/** Milliseconds for a request; below the limits of the senders. */
export const requestLimitMs = 30_000;

export interface SinkAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Posts JSON to the analytics sink. @returns its answer, or why there is none */
export async function postToSink(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<SinkAnswer | CallOutcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(requestLimitMs),
    });
    const text = await response.text().catch(() => '');
    return { status: response.status, text, headers: response.headers };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'no reason was given';
    return again(`There was no answer from the analytics sink: ${name}`);
  }
}

/**
 * What the sink does not take now is sent again: doing it twice is safe.
 * @param orElseMs after how long, unless the sink says so; undefined leaves it to the sender
 */
export function refusalOf({ status, headers }: SinkAnswer, orElseMs?: number): CallOutcome {
  const asked = Number(headers.get('retry-after') ?? Number.NaN);
  return again(`The analytics sink answered ${status}`, asked > 0 ? Math.ceil(asked * 1_000) : orElseMs);
}

export function again(error: string, retryAfterMs?: number): CallOutcome {
  return { kind: 'refused', permanent: false, error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
