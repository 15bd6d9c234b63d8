import type { Terminal } from './terminal.js';
import { cut } from './text.js';

/** Milliseconds between two drawings. */
const pace = 100;
const widest = 40;

/** One line of stderr that is drawn over itself; nothing at all where stderr is no terminal. */
export class Bar {
  private drawnAt = 0;
  private drawn = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly now: () => number,
  ) {}

  /**
   * @param share of the work that is done, 0 to 1
   * @param text asked for only when it is drawn
   */
  show(share: number, text: () => string): void {
    if (!this.terminal.isLive || this.now() - this.drawnAt < pace) return;
    this.drawnAt = this.now();
    this.drawn = true;
    const words = ` ${Math.floor(share * 100)} %  ${text()}`;
    const columns = this.terminal.progressColumns - 1;
    const cells = Math.max(0, Math.min(widest, columns - words.length - 2));
    const full = Math.round(cells * Math.min(1, share));
    const bar = cells < 5 ? '' : `▕${'█'.repeat(full)}${' '.repeat(cells - full)}▏`;
    this.terminal.redraw(cut(bar + words, columns));
  }

  /** Makes room for a line of text. */
  clear(): void {
    if (this.drawn) this.terminal.redraw('');
    this.drawn = false;
    this.drawnAt = 0;
  }
}
