import { CliError, exitCode, Interrupted } from '../exit.js';
import { Api } from '../platform/api.js';
import { findInstance, type Instance } from '../platform/instance.js';
import { RefusedByPlatform, Unreachable } from '../platform/problems.js';
import type { Session } from '../session.js';
import { duration } from '../terminal/text.js';

const shortestPause = 100;
const longestPause = 2_000;
/** Of what the platform asks for by Retry-After. */
const longestAsked = 5_000;

/** Asks again while the platform is away or busy, for so long and no longer. */
export class Patience {
  private instance: Instance;
  /** Whether it was said that the platform is waited for: several may wait at once. */
  private waiting = false;

  constructor(
    private readonly session: Session,
    /** Milliseconds without any answer after which it gives up. */
    private readonly longest: number,
    private readonly onWait: (text: string) => void,
  ) {
    this.instance = findInstance(session.env);
  }

  get api(): Api {
    return new Api(this.instance, this.session.signal);
  }

  /**
   * @param ask must be safe to repeat: a request without an answer may have been carried out
   * @param doubtful is told when that may be so, before it asks again
   */
  async until<T>(ask: (api: Api) => Promise<T>, doubtful?: (api: Api) => Promise<void>): Promise<T> {
    const { time, signal } = this.session;
    const since = time.now();
    let pause = shortestPause;
    let asked: number | null = null;
    for (let tries = 0; ; tries += 1) {
      try {
        if (tries > 0) await doubtful?.(this.api);
        const answer = await ask(this.api);
        if (this.waiting) this.onWait('The platform answers again; going on.');
        this.waiting = false;
        return answer;
      } catch (error) {
        const passing = passingReason(error);
        if (passing === null && !this.hasMoved(error)) throw error;
        const left = this.longest - (time.now() - since);
        if (left <= 0) throw this.givenUp(error);
        if (passing !== null && !this.waiting) {
          this.waiting = true;
          this.onWait(`${passing} Waiting for it, up to ${duration(this.longest)}.`);
        }
        asked = error instanceof RefusedByPlatform ? error.retryAfter : null;
      }
      await time.pause(Math.max(pause, Math.min(asked ?? 0, longestAsked)), signal);
      if (signal.aborted) throw new Interrupted();
      pause = Math.min(pause * 2, longestPause);
      this.hasMoved(null);
    }
  }

  /** A platform that was started again may have another address and another token, and says so in its file. */
  private hasMoved(error: unknown): boolean {
    if (error !== null && !(error instanceof RefusedByPlatform && error.status === 401)) return false;
    const before = this.instance;
    try {
      this.instance = findInstance(this.session.env);
    } catch (problem) {
      if (!(problem instanceof CliError)) throw problem;
      return false; // It is being started; the file comes with it.
    }
    return before.url !== this.instance.url || before.token !== this.instance.token;
  }

  private givenUp(error: unknown): CliError {
    const why = error instanceof CliError ? `${error.what} ${error.why}`.trim() : String(error);
    return new CliError(
      error instanceof Unreachable ? exitCode.unreachable : exitCode.timeout,
      `The platform was away for longer than ${duration(this.longest)}.`,
      why,
      'Once it runs again, run the same command again: it goes on where this one ended.',
    );
  }
}

/** Null when asking again would get the same answer. */
function passingReason(error: unknown): string | null {
  if (error instanceof Unreachable) return `${error.what} (${error.why})`;
  if (!(error instanceof RefusedByPlatform)) return null;
  const passing = error.isPassing || error.status === 409 || error.status >= 500;
  return passing ? `${error.what} (${error.why})` : null;
}
