import { LogAwayError } from '@boardwalk/messaging';
import { z } from 'zod';
import { servedAt } from '../wire.js';

/** The process that serves has so long, in milliseconds, to answer: as long as a database elsewhere has. */
const patienceMs = 10_000;

export interface Patience {
  /** Milliseconds. */
  readonly ms: number;
  /** Nobody waits for the answer any more. */
  readonly given: AbortSignal;
}

/** Calls to a process that serves its log. Whatever keeps an answer away is a `LogAwayError`: facts wait until there is one. */
export class ServiceCalls {
  constructor(
    private readonly url: string,
    private readonly serviceToken: string,
  ) {}

  understood<Answer extends z.ZodType>(answer: Answer, body: string): z.output<Answer> {
    try {
      return answer.parse(JSON.parse(body));
    } catch (error) {
      throw this.away('answers what this program does not understand; both must be of one version', error);
    }
  }

  /** @param asked nothing where only the path asks */
  async call(path: string, asked?: object, patience?: Patience): Promise<string> {
    const { ms = patienceMs, given } = patience ?? {};
    const late = AbortSignal.timeout(ms);
    let response: Response;
    let body: string;
    try {
      response = await fetch(`${this.url}/${servedAt}${path}`, {
        ...(asked !== undefined && { method: 'POST', body: JSON.stringify(asked) }),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.serviceToken}` },
        // To nobody else: whoever has the token may read the log.
        redirect: 'error',
        signal: given === undefined ? late : AbortSignal.any([late, given]),
      });
      body = await response.text();
    } catch (error) {
      throw this.away(
        late.aborted ? `has not answered within ${ms / 1_000} s` : `does not answer (${reasonOf(error)})`,
        error,
      );
    }
    if (!response.ok) throw this.away(refusalOf(response.status, body));
    return body;
  }

  private away(what: string, cause?: unknown): LogAwayError {
    return new LogAwayError(`the process at ${this.url} ${what}`, { cause });
  }
}

function refusalOf(status: number, body: string): string {
  if (status === 401 || status === 403)
    return 'does not take this one for a process of its platform: BOARDWALK_SECRET is another there. Give both the same one';
  if (status === 404)
    return 'serves no log: LOG_URLS has to name a platform with the role web, of this version';
  if (status === 409) return `refuses: ${detailOf(body)}`;
  return `answers ${status}`;
}

/** Of a problem document; the sentence goes on after it. */
function detailOf(body: string): string {
  const { data } = Problem.safeParse(parsed(body));
  return data?.detail.replace(/\.$/, '') ?? 'it does not say why';
}

const Problem = z.object({ detail: z.string() });

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** What fetch says is that it failed; why is in its cause, and of several addresses only a code. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}
