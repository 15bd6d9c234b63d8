import type { OpenApiDocument } from '@boardwalk/http';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { type Cast, insiders } from '../edge/cast.ts';
import { Judge } from './judge.ts';
import { type Draft, requestsTo, targetsOf } from './request-arbitrary.ts';
import { resolved } from './schema-arbitrary.ts';

/** What came of so many requests. */
export interface Outcome {
  readonly sent: number;
  readonly byStatus: ReadonlyMap<number, number>;
  /** Every operation of the document, `POST /api/v1/…` each, and whether somebody got a success from it. */
  readonly succeeded: ReadonlyMap<string, boolean>;
  readonly faults: readonly Fault[];
  /** Requests that were put off by a 503, which did nothing: on a machine that has more to do than it can. */
  readonly putOff: number;
}

/** An answer that should not have been; the first of its kind. */
export interface Fault {
  readonly what: string;
  /** Which request of the run it was. */
  readonly number: number;
  readonly request: string;
  readonly answer: string;
  /** What the platform logged of it, when it failed. */
  readonly cause?: string;
  times: number;
}

/** Requests that are under way at the same time. */
const atOnce = 8;
const batch = 400;
/** Facts that wait are delivered after so many requests. */
const betweenDrains = 800;

/**
 * Sends requests that follow from a seed: the same ones each time, apart from the ids that the platform gives out.
 * @param progress told how many have been sent, from time to time
 */
export async function attack(
  cast: Cast,
  { requests, seed, progress }: { requests: number; seed: number; progress?: (sent: number) => void },
): Promise<Outcome> {
  const document = (await cast.send({ url: '/api/v1/openapi.json' })).json<OpenApiDocument>();
  const drafts = requestsTo(document);
  const judge = new Judge(document);
  const byStatus = new Map<number, number>();
  const faults = new Map<string, Fault>();
  const succeeded = new Map(targetsOf(document).map(({ method, path }) => [`${method} ${path}`, false]));
  let sent = 0;
  let putOff = 0;

  async function one(draft: Draft, number: number): Promise<void> {
    const request = requestOf(draft, cast);
    const answer = await cast.send(request);
    const seen = {
      status: answer.statusCode,
      type: answer.headers['content-type']?.toString(),
      body: answer.body,
    };
    byStatus.set(seen.status, (byStatus.get(seen.status) ?? 0) + 1);
    const name = `${draft.target.method} ${draft.target.path}`;
    if (seen.status < 300) {
      succeeded.set(name, true);
      learn(cast, seen.body);
    }
    if (seen.status === 503 && answer.headers['retry-after'] !== undefined) {
      putOff += 1;
      return;
    }
    for (const fault of judge.faultsOf(draft, seen, leadsElsewhere(request))) {
      const what = `${name}: ${fault}`;
      const known = faults.get(what);
      if (known !== undefined) known.times += 1;
      else
        faults.set(what, {
          ...causeOf(seen.status, cast),
          what,
          number,
          times: 1,
          request: spoken(draft, request),
          answer: `${seen.status} ${seen.body.slice(0, 600)}`,
        });
    }
  }

  for (let first = 0; first < requests; first += batch) {
    const numRuns = Math.min(batch, requests - first);
    const queue = [...fc.sample(drafts, { numRuns, seed: seed + first }).entries()];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift())
          await one(next[1], first + next[0]);
      }),
    );
    sent += numRuns;
    if (Math.floor(sent / betweenDrains) > Math.floor(first / betweenDrains)) await cast.drain();
    await cast.revive();
    progress?.(sent);
  }
  return { sent, byStatus, succeeded, faults: [...faults.values()], putOff };
}

/** Segments such as `.` are gone before a request is sent, and what is left may be the address of something else. */
function leadsElsewhere({ url }: Request): boolean {
  const [path = ''] = url.split('?', 1);
  return /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path);
}

function causeOf(status: number, { failures }: Cast): { cause?: string } {
  const cause = failures.findLast((line) => line.includes(' failed"'));
  return status >= 500 && cause !== undefined ? { cause: cause.slice(0, 3_000) } : {};
}

/** Would let everybody see what the attack watches over. */
function unveils({ target, caller }: Draft, url: string): boolean {
  return (
    target.method !== 'GET' && insiders.includes(caller) && decodeURIComponentSafely(url).includes('hidden')
  );
}

type Request = InjectOptions & { readonly url: string };

function requestOf(draft: Draft, cast: Cast): Request {
  const { target, query, body, headers } = draft;
  const path = target.path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const { value, raw } = draft.path[name] ?? { value: 'x', raw: false };
    const text = String(resolved(value, cast.known));
    if (raw) return text;
    // The rest of a path holds slashes.
    const encode = name === 'path' ? encodeURI : encodeURIComponent;
    return encode(text.isWellFormed() ? text : 'x').replace(/[?#]/g, encodeURIComponent);
  });
  const asked =
    typeof query === 'string' ? query : queryOf(resolved(query, cast.known) as Record<string, unknown>);
  const url = asked === '' ? path : `${path}?${asked}`;
  const { token } = cast.callers.get(unveils(draft, url) ? 'stranger' : draft.caller) ?? {};
  const sent = bodyOf(body, cast);
  return {
    method: target.method as 'GET',
    url,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(typeof sent?.type === 'string' && { 'content-type': sent.type }),
      ...headers,
    },
    ...(sent !== null && { payload: sent.text }),
  };
}

function bodyOf(body: Draft['body'], cast: Cast): { type: string | null; text: string } | null {
  if (body === null) return null;
  if ('text' in body) return body;
  return { type: 'application/json', text: JSON.stringify(resolved(body.json, cast.known)) };
}

function queryOf(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `${encodeURIComponent(name)}=${encodeURIComponent(text.isWellFormed() ? text : 'x')}`;
    })
    .join('&');
}

/** Fields of answers whose values can be asked for. */
const learnable = new Set([
  'slug',
  'username',
  'userId',
  'publicationId',
  'inviteId',
  'apiKeyId',
  'eventId',
  'version',
  'nextCursor',
  'subscription',
]);

function learn(cast: Cast, body: string): void {
  if (!body.startsWith('{') || body.length > 50_000) return;
  JSON.parse(body, (name, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (learnable.has(name)) cast.learn(name, value);
    else if (name === 'name' && value.startsWith('@')) cast.learn('extensionName', value);
    return value;
  });
}

function spoken({ caller, kind }: Draft, { method, url, headers, payload }: Request): string {
  const { authorization: _token, ...shown } = headers ?? {};
  const text = typeof payload === 'string' ? payload : '';
  return `${kind}, as ${caller}: ${method} ${url} ${JSON.stringify(shown)} ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // It names nothing that exists.
  }
}
