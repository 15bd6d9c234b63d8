import { createHash } from 'node:crypto';
import type { Clock } from '@boardwalk/domain';
import { HttpProblem } from '../../problems/problem.js';
import { Authenticator, type Credentials } from '../authenticator.js';
import { Principal } from '../principal.js';
import { Introspected } from './introspection.controller.js';

/** An answer is believed for so long, in milliseconds: so late, at the most, does a revoked session end everywhere. */
const believedMs = 1_000;

/** Answers that are kept at the same time. */
const mostKept = 10_000;

/** The process with the identities has so long, in milliseconds, to answer. */
const patienceMs = 3_000;

/** No credentials of ours are as long, and the process there would refuse the question. */
const longest = { bearer: 4_096, cookie: 16_384 };

interface Answer {
  readonly principal: Promise<Principal | null>;
  readonly askedAt: number;
}

/** Asks the process in which the identities live. */
export class RemoteAuthenticator extends Authenticator {
  private readonly answers = new Map<string, Answer>();

  /**
   * @param identityUrl where that process is reached
   * @param serviceToken shows that a process of the same platform asks
   */
  constructor(
    private readonly identityUrl: string,
    private readonly serviceToken: string,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** @throws {HttpProblem} 503 when that process does not answer: nobody knows then who it is, which is no refusal */
  authenticate(credentials: Credentials): Promise<Principal | null> {
    const { bearer = '', cookie = '' } = credentials;
    if (bearer.length > longest.bearer || cookie.length > longest.cookie) return Promise.resolve(null);
    const key = createHash('sha256').update(JSON.stringify(credentials)).digest('base64');
    const now = this.clock.now().getTime();
    const known = this.answers.get(key);
    // A clock that was set back makes no answer younger.
    if (known !== undefined && now >= known.askedAt && now - known.askedAt < believedMs)
      return known.principal;
    const answer = { principal: this.ask(credentials), askedAt: now };
    this.keep(key, answer);
    answer.principal.catch(() => {
      if (this.answers.get(key) === answer) this.answers.delete(key);
    });
    return answer.principal;
  }

  private keep(key: string, answer: Answer): void {
    // The oldest stands first.
    this.answers.delete(key);
    this.answers.set(key, answer);
    const [oldest] = this.answers.keys();
    if (this.answers.size > mostKept && oldest !== undefined) this.answers.delete(oldest);
  }

  private async ask(credentials: Credentials): Promise<Principal | null> {
    try {
      const response = await fetch(`${this.identityUrl.replace(/\/$/, '')}/internal/introspection`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.serviceToken}` },
        body: JSON.stringify(credentials),
        // To nobody else: these are people's credentials.
        redirect: 'error',
        signal: AbortSignal.timeout(patienceMs),
      });
      if (response.status === 401 || response.status === 403)
        throw new Error(
          'it does not take this process for one of its platform: its BOARDWALK_SECRET is another',
        );
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      return principalFrom(Introspected.parse(await response.json()));
    } catch (error) {
      throw new HttpProblem(
        503,
        'identity-unreachable',
        'Who sends this request cannot be found out at the moment: the process that knows does not answer. Nothing was done; send the same request again in a moment.',
        { headers: { 'retry-after': '2' }, cause: error },
      );
    }
  }
}

function principalFrom({ principal }: Introspected): Principal | null {
  if (principal === null) return null;
  if (principal.kind === 'user') return Principal.user(principal, principal.scopes);
  if (principal.kind === 'collective') {
    const { collectiveId, slug, userId, username, scopes } = principal;
    return Principal.collective({ collectiveId, slug, userId, username }, scopes);
  }
  return Principal.client(principal, principal.scopes);
}
