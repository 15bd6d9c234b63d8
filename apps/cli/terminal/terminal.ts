import type { Writable } from 'node:stream';
import { coloursWanted, Painter } from './painter.js';
import { hung } from './text.js';

interface Stream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
}

/** Columns where nobody says how many there are, such as in a pipe. */
const usualColumns = 100;

/** Where data, progress and problems go. */
export class Terminal {
  readonly painter: Painter;
  /** Whether progress may be drawn over itself. */
  readonly isLive: boolean;
  private readonly errPainter: Painter;

  constructor(
    private readonly out: Stream,
    private readonly err: Stream,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.painter = new Painter(coloursWanted(out.isTTY === true, env));
    this.errPainter = new Painter(coloursWanted(err.isTTY === true, env));
    this.isLive = err.isTTY === true && env['TERM'] !== 'dumb';
  }

  /** Cells in a line of what goes to stdout. */
  get columns(): number {
    return columnsOf(this.out, this.env);
  }

  get progressColumns(): number {
    return columnsOf(this.err, this.env);
  }

  /** Data. Waits while the reader is slower than we are. */
  async write(text: string): Promise<void> {
    if (this.out.write(text) || this.out.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.out.off('drain', done);
        this.out.off('close', done);
        this.out.off('error', done);
        resolve();
      };
      this.out.once('drain', done);
      this.out.once('close', done);
      this.out.once('error', done);
    });
  }

  line(text = ''): Promise<void> {
    return this.write(`${text}\n`);
  }

  json(value: unknown): Promise<void> {
    return this.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  ndjson(value: unknown): Promise<void> {
    return this.write(`${JSON.stringify(value)}\n`);
  }

  /** Progress, advice, problems; on a terminal no word is broken. */
  say(text: string): void {
    const lines = this.isLive ? text.split('\n').flatMap((line) => hung(line, this.progressColumns)) : [text];
    this.err.write(`${lines.join('\n')}\n`);
  }

  warn(text: string): void {
    this.say(this.errPainter.paint(text, 'yellow'));
  }

  /** Draws over the current line of stderr; only where `isLive`. */
  redraw(text: string): void {
    if (this.isLive) this.err.write(`\r\u001b[2K${text}`);
  }
}

function columnsOf({ columns }: Stream, env: NodeJS.ProcessEnv): number {
  if (columns !== undefined && columns > 0) return columns;
  const told = Number(env['COLUMNS']);
  return Number.isInteger(told) && told > 0 ? told : usualColumns;
}
