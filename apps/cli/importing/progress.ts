import type { Terminal } from '../terminal/terminal.js';
import { count, cut, duration } from '../terminal/text.js';

/** Milliseconds between two drawings. */
const pace = 100;

/** One line of stderr that is drawn over itself; nothing at all where stderr is no terminal. */
export class Progress {
  private drawnAt = 0;
  private drawn = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly now: () => number,
    private readonly startedAt = now(),
  ) {}

  /** @param share of the work that is done, 0 to 1 */
  show(share: number, done: number, note: string): void {
    if (!this.terminal.isLive || this.now() - this.drawnAt < pace) return;
    this.drawnAt = this.now();
    this.drawn = true;
    const elapsed = Math.max(1, this.drawnAt - this.startedAt);
    const rate = (done / elapsed) * 1000;
    const left = share > 0.01 && share < 1 ? `, ${duration((elapsed / share) * (1 - share))} left` : '';
    const text = ` ${Math.floor(share * 100)} %  ${count(done)} lines, ${count(Math.round(rate))} per second${left}${note}`;
    const columns = this.terminal.progressColumns - 1;
    const cells = Math.max(0, Math.min(40, columns - text.length - 2));
    const full = Math.round(cells * share);
    const bar = cells < 5 ? '' : `▕${'█'.repeat(full)}${' '.repeat(cells - full)}▏`;
    this.terminal.redraw(cut(bar + text, columns));
  }

  /** Makes room for a line of text. */
  clear(): void {
    if (this.drawn) this.terminal.redraw('');
    this.drawn = false;
    this.drawnAt = 0;
  }
}
