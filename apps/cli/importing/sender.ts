import type { Session } from '../session.js';
import { isAfter, type Position } from '../platform/position.js';
import type { Courier } from './courier.js';
import type { Prepared } from './origins.js';
import { settle, type Settled } from './settle.js';

/**
 * Sends publications in the order of the file, and so that their facts get the same order. What names somebody of whom
 * the platform may not know everywhere yet goes alone, and nothing overtakes it: in a larger batch the lines behind it
 * would be taken while it had to wait.
 */
export class Sender {
  /** Everything that was brought in up to here is known to whoever takes publications. */
  private seen: Position = null;

  constructor(
    private readonly courier: Courier,
    private readonly session: Session,
    private readonly longestBehind: number,
  ) {}

  async *send(
    batch: readonly Prepared[],
  ): AsyncGenerator<{ readonly of: Prepared; readonly outcome: Settled }> {
    for (let at = 0; at < batch.length; ) {
      const part = this.nextPart(batch, at);
      const outcomes = await this.settled(part);
      for (const [index, of] of part.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) continue;
        // A line may be rejected before anybody looks at its author.
        if (outcome.status !== 'rejected' && isAfter(of.needs, this.seen)) this.seen = of.needs;
        yield { of, outcome };
      }
      at += part.length;
    }
  }

  private nextPart(batch: readonly Prepared[], from: number): readonly Prepared[] {
    let to = from;
    while (to < batch.length && !this.isScout(batch[to])) to += 1;
    return batch.slice(from, Math.max(to, from + 1));
  }

  private isScout(line: Prepared | undefined): boolean {
    return line !== undefined && line.refused === null && isAfter(line.needs, this.seen);
  }

  private async settled(part: readonly Prepared[]): Promise<readonly Settled[]> {
    const sent = part.filter(({ refused }) => refused === null);
    const outcomes = await settle(
      sent,
      (left) =>
        this.courier.deliver('operator/publications:import', left, (lines) => ({
          lines: lines.map(({ publication }) => publication),
        })),
      this.session,
      this.longestBehind,
    );
    let next = 0;
    return part.map(({ refused }): Settled => {
      if (refused !== null) return { status: 'rejected', reason: refused, at: null };
      const outcome = outcomes[next++];
      if (outcome === undefined) throw new Error('A line was sent and got no outcome.');
      return outcome;
    });
  }
}
