import type { Session } from '../session.js';
import { highest, isAfter, type Position } from '../platform/position.js';
import type { Courier } from './courier.js';
import type { Prepared } from './origins.js';
import type { Publication } from './publication.js';
import { settle, type Settled } from './settle.js';

const route = 'operator/publications:import';

/**
 * By somebody who cannot exist: no username is that short. The registry takes it for somebody of whom it has not heard
 * yet, and answers `behind`, until it has come to the position that goes with the question; then it refuses.
 */
const question: Publication = {
  line: 1,
  publishedAt: '2000-01-01T00:00:00Z',
  name: '@-/-',
  version: '2000.01.01.0',
  author: '-',
  platforms: [],
  labels: [],
  contents: {},
  dependencies: [],
};

/**
 * Sends publications in the order of the file, and so that their facts get the same order: a batch goes once the registry
 * knows everybody in it, or the lines of those it knows would overtake those of whom it does not.
 */
export class Sender {
  /** The registry has come at least this far. */
  private seen: Position = null;

  constructor(
    private readonly courier: Courier,
    private readonly session: Session,
    private readonly longestBehind: number,
  ) {}

  async *send(
    batch: readonly Prepared[],
  ): AsyncGenerator<{ readonly of: Prepared; readonly outcome: Settled }> {
    const needs = batch.reduce<Position>((highestYet, line) => highest(highestYet, line.needs), null);
    if (isAfter(needs, this.seen)) await this.untilSeen(needs);
    const outcomes = (await this.settled(batch.filter(({ refused }) => refused === null))).values();
    for (const of of batch) {
      if (of.refused !== null) {
        yield { of, outcome: { status: 'rejected', reason: of.refused, at: null } };
        continue;
      }
      const { value } = outcomes.next();
      if (value !== undefined) yield { of, outcome: value };
    }
  }

  private async untilSeen(position: Position): Promise<void> {
    const ask = () => this.courier.deliver(route, [question], (lines) => ({ lines }), position);
    await settle([question], ask, this.session, this.longestBehind);
    this.seen = position;
  }

  private settled(lines: readonly Prepared[]): Promise<readonly Settled[]> {
    const bodyOf = (left: readonly Prepared[]) => ({ lines: left.map(({ publication }) => publication) });
    const send = (left: readonly Prepared[]) => this.courier.deliver(route, left, bodyOf);
    return settle(lines, send, this.session, this.longestBehind);
  }
}
