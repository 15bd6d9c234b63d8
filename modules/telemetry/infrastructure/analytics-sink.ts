import type { CallOutcome } from '@boardwalk/messaging';
import type { TrackedEvent } from '../application/tracked-events.js';
import { postToSink, refusalOf, type SinkAnswer } from './sink-request.js';

/** Where records are forwarded to: Mixpanel's import, or whatever speaks like it. */
export interface SinkAddress {
  /** `https://api.mixpanel.com/import` */
  readonly url: string;
  /** Of the project. */
  readonly token: string;
  /** Where whole people are deleted, with all their events. */
  readonly deletion?: {
    /** `https://mixpanel.com/api/app/data-deletions/v3.0/` */
    readonly url: string;
    /** Of somebody who may have people deleted. */
    readonly token: string;
  };
}

/** How a request ended, and which of its events the sink will never take. */
export interface Imported {
  readonly outcome: CallOutcome;
  /** Reasons by the id of the event. */
  readonly refused: ReadonlyMap<string, string>;
}

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
    const { authorization } = this;
    const answer = await postToSink(this.url, events.map(importedForm), { authorization });
    if ('kind' in answer) return { outcome: answer, refused: new Map() };
    return answerOf(answer, events);
  }
}

function importedForm({ eventId, name, properties, occurredAt, distinctId }: TrackedEvent): object {
  const own = JSON.parse(properties) as object;
  return {
    event: name,
    properties: { ...own, time: occurredAt.getTime(), distinct_id: distinctId, $insert_id: eventId },
  };
}

function answerOf(answer: SinkAnswer, events: readonly TrackedEvent[]): Imported {
  const { status, text } = answer;
  if (status >= 200 && status < 300) return { outcome: { kind: 'accepted' }, refused: new Map() };
  if (status !== 400) {
    const orElseMs = status < 500 && status !== 429 ? misconfiguredMs : undefined;
    return { outcome: refusalOf(answer, orElseMs), refused: new Map() };
  }
  // Those that are not named were taken; when none is, nobody knows which of them is wrong, and none was.
  const error = `The analytics sink answered ${status}`;
  const refused = failedIn(text, events) ?? new Map(events.map(({ eventId }) => [eventId, error] as const));
  return { outcome: { kind: 'accepted' }, refused };
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
