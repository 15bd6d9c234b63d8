import { type Api } from '../platform/api.js';
import { highest, newestPosition, type Position } from '../platform/position.js';
import { RefusedByPlatform } from '../platform/problems.js';
import type { Patience } from './patience.js';

interface Result {
  readonly status: 'done' | 'repeated' | 'rejected' | 'behind';
  readonly reason?: string;
}

export interface Outcome extends Result {
  /** A place in the log at which its effects have been written. */
  readonly at: Position;
}

/** A batch is one transaction; under load it may take this long. Milliseconds. */
const longestBatch = 120_000;

/** Carries batches to the platform, and with each how far in the log its answers have told of. */
export class Courier {
  /** The highest position that any answer told. */
  private known: Position = null;
  /** Where whatever nobody told of must have ended. */
  private untold: Position = null;

  constructor(private readonly patience: Patience) {}

  /** An earlier import may have written what nobody told this one of. */
  async begin(): Promise<void> {
    await this.patience.until((api) => this.lookUp(api));
  }

  /**
   * One outcome for each item, in the same order. An item that the platform cannot even read is found by halving and
   * rejected alone.
   * @param bodyOf a request of these items
   * @param known how far in the log to say that the platform has told us of; everything unless given
   */
  async deliver<Item>(
    path: string,
    items: readonly Item[],
    bodyOf: (items: readonly Item[]) => unknown,
    known?: Position,
  ): Promise<readonly Outcome[]> {
    if (items.length === 0) return [];
    try {
      const { body, position } = await this.patience.until(
        (api) =>
          api.request<{ results: readonly Result[] }>('POST', path, {
            body: bodyOf(items),
            timeoutMs: longestBatch,
            headers: this.told(known),
          }),
        (api) => this.lookUp(api),
      );
      this.known = highest(this.known, position);
      if (body.results.length !== items.length)
        throw new Error(`${path} gave ${body.results.length} results for ${items.length} items.`);
      return body.results.map((result) => ({
        ...result,
        at: result.status === 'done' ? (position ?? this.known) : this.untold,
      }));
    } catch (error) {
      if (!(error instanceof RefusedByPlatform) || ![400, 413, 422].includes(error.status)) throw error;
      if (items.length === 1)
        return [{ status: 'rejected', reason: error.why.replaceAll('\n', ' '), at: null }];
      const half = Math.ceil(items.length / 2);
      const first = await this.deliver(path, items.slice(0, half), bodyOf, known);
      return [...first, ...(await this.deliver(path, items.slice(half), bodyOf, known))];
    }
  }

  /** Read when a request goes, not before: a lost answer may have moved it. */
  private told(position: Position = this.known): Readonly<Record<string, string>> {
    return position === null ? {} : { 'boardwalk-position': position };
  }

  private async lookUp(api: Api): Promise<void> {
    this.untold = highest(this.untold, await newestPosition(api));
    this.known = highest(this.known, this.untold);
  }
}
