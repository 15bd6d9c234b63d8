import type { CallOutcome } from '@boardwalk/messaging';
import type { TrackedEvent } from '../application/tracked-events.js';

/** Where records are forwarded to: Mixpanel's import, or whatever speaks like it. */
export interface SinkAddress {
  /** `https://api.mixpanel.com/import` */
  readonly url: string;
  /** Of the project. */
  readonly token: string;
}

/** How a request ended, and which of its events the sink will never take. */
export interface Imported {
  readonly outcome: CallOutcome;
  /** Reasons by the id of the event. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Milliseconds for a request; below the limit of the sender. */
export const requestLimitMs = 30_000;

/** What is wrong with the configuration is tried again this late: nothing is lost, and nobody is bothered. */
const misconfiguredMs = 5 * 60_000;
const longestReason = 300;

/** Sends events. Each has an id by which the sink knows it again, so that a request of unknown fate is simply repeated. */
export class AnalyticsSink {
  readonly host: string;
  private readonly url: string;
  private readonly authorization: string;

  /** @throws {RangeError} */
  constructor({ url, token }: SinkAddress) {
    const address = URL.parse(url);
    if (address === null || !['http:', 'https:'].includes(address.protocol))
      throw new RangeError(
        'The address of the analytics sink is none. Write https://api.mixpanel.com/import.',
      );
    address.searchParams.set('strict', '1');
    this.url = address.href;
    this.host = address.hostname;
    this.authorization = `Basic ${Buffer.from(`${token}:`).toString('base64')}`;
  }

  async import(events: readonly TrackedEvent[]): Promise<Imported> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          authorization: this.authorization,
          'content-type': 'application/json',
          connection: 'close',
        },
        body: JSON.stringify(events.map(importedForm)),
        signal: AbortSignal.timeout(requestLimitMs),
      });
      return answerOf(response, await response.text().catch(() => ''), events);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'no reason was given';
      return again(`There was no answer from the analytics sink: ${name}`);
    }
  }
}

function importedForm({ eventId, name, properties, occurredAt, distinctId }: TrackedEvent): object {
  const own = JSON.parse(properties) as object;
  return {
    event: name,
    properties: { ...own, time: occurredAt.getTime(), distinct_id: distinctId, $insert_id: eventId },
  };
}

function answerOf(response: Response, text: string, events: readonly TrackedEvent[]): Imported {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return { outcome: { kind: 'accepted' }, refused: new Map() };
  const error = `The analytics sink answered ${status}`;
  if (status === 400) {
    // Those that are not named were taken; when none is, nobody knows which of them is wrong, and none was.
    const failed = failedIn(text, events);
    const refused = failed ?? new Map(events.map(({ eventId }) => [eventId, error] as const));
    return { outcome: { kind: 'accepted' }, refused };
  }
  const asked = Number(headers.get('retry-after') ?? Number.NaN);
  if (asked > 0) return again(error, Math.ceil(asked * 1_000));
  return again(error, status < 500 && status !== 429 ? misconfiguredMs : undefined);
}

function again(error: string, retryAfterMs?: number): Imported {
  const delay = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { outcome: { kind: 'refused', permanent: false, error, ...delay }, refused: new Map() };
}

function failedIn(text: string, events: readonly TrackedEvent[]): ReadonlyMap<string, string> | null {
  const records = recordsIn(text);
  if (records === null) return null;
  const known = new Set(events.map(({ eventId }) => eventId));
  return new Map(
    records.flatMap(({ insert_id: id, message }) =>
      typeof id === 'string' && known.has(id) ? [[id, String(message).slice(0, longestReason)] as const] : [],
    ),
  );
}

function recordsIn(text: string): { readonly insert_id?: unknown; readonly message?: unknown }[] | null {
  try {
    const { failed_records: records } = JSON.parse(text) as { failed_records?: unknown };
    return Array.isArray(records) ? (records as object[]) : null;
  } catch {
    return null;
  }
}
