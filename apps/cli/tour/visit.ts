import { Interrupted } from '../exit.js';
import type { Api, RequestOptions } from '../platform/api.js';
import { highest, type Position } from '../platform/position.js';
import { taken } from '../platform/taken.js';
import type { Session } from '../session.js';
import { duration } from '../terminal/text.js';

/** A step did not do what the tour promises. */
export class StepFailed extends Error {}

/** Milliseconds between two looks, and until an effect that does not come is missing. */
const pace = 100;
const longest = 20_000;

/** One walk over a platform: who takes part, and what they know by now. */
export class Visit {
  /** Unique for each run, so that the tour can be repeated. */
  readonly ada: string;
  readonly bea: string;
  readonly crew: string;
  readonly password = 'a long walk by the sea';
  readonly correlationId: string;
  /** Tokens, by what they are for. */
  readonly tokens = new Map<'verification' | 'session' | 'key', string>();
  private position: Position = null;

  constructor(
    /** With the operator's token. */
    readonly operator: Api,
    readonly session: Session,
  ) {
    const run = session.time.now().toString(36);
    this.ada = `ada-${run}`;
    this.bea = `bea-${run}`;
    this.crew = `crew-${this.ada}`;
    this.correlationId = `tour-${this.ada}`;
  }

  token(name: 'verification' | 'session' | 'key'): string {
    const token = this.tokens.get(name);
    if (token === undefined) throw new StepFailed(`There is no ${name} from an earlier step.`);
    return token;
  }

  /**
   * A write by somebody, who sends along how far in the log they have been told of: where another context does not know
   * it yet, it says so, and is asked again.
   */
  async write<T>(
    token: string | null,
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<T> {
    const api = this.operator.as(token);
    const answer = await this.eventually(`${method} ${path} to be taken`, () =>
      taken<T>(api, method, path, options, this.position),
    );
    this.position = highest(this.position, answer.position);
    return answer.body;
  }

  /** Looks until it is there. @throws {StepFailed} when it does not come */
  async eventually<T>(what: string, look: () => Promise<T | null>): Promise<T> {
    const { time, signal } = this.session;
    const since = time.now();
    for (;;) {
      const seen = await look();
      if (seen !== null) return seen;
      if (time.now() - since > longest)
        throw new StepFailed(`Waited ${duration(longest)} for ${what}, in vain.`);
      await time.pause(pace, signal);
      if (signal.aborted) throw new Interrupted();
    }
  }
}
