import { Bar } from '../terminal/bar.js';
import type { Terminal } from '../terminal/terminal.js';
import { count, duration } from '../terminal/text.js';

/** How far an import is. */
export class Progress {
  private readonly bar: Bar;

  constructor(
    terminal: Terminal,
    private readonly now: () => number,
    private readonly startedAt = now(),
  ) {
    this.bar = new Bar(terminal, now);
  }

  /** @param share of the work that is done, 0 to 1 */
  show(share: number, done: number, note: string): void {
    this.bar.show(share, () => {
      const elapsed = Math.max(1, this.now() - this.startedAt);
      const rate = (done / elapsed) * 1000;
      const left = share > 0.01 && share < 1 ? `, ${duration((elapsed / share) * (1 - share))} left` : '';
      return `${count(done)} lines, ${count(Math.round(rate))} per second${left}${note}`;
    });
  }

  /** Makes room for a line of text. */
  clear(): void {
    this.bar.clear();
  }
}
