import { Writable } from 'node:stream';
import { run } from '../run.js';
import type { Time } from '../session.js';
import type { Keyboard } from '../terminal/keyboard.js';
import { Terminal } from '../terminal/terminal.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  readonly env?: NodeJS.ProcessEnv;
  readonly time?: Time;
  readonly interrupt?: AbortController;
  /** Who sits there, and what comes in; nobody and nothing unless given. */
  readonly keyboard?: Keyboard;
  /** A terminal of so many columns; a pipe unless given. */
  readonly columns?: number;
}

/** A place without any platform, so that no test finds one that runs on this machine. */
export const nowhere = { BOARDWALK_HOME: '/var/empty/boardwalk' };

/** Pauses take no time, and the time passes by them. */
export class QuickTime implements Time {
  paused = 0;

  constructor(private at = Date.UTC(2026, 3, 9, 10)) {}

  readonly now = (): number => this.at;

  async pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.paused += milliseconds;
    this.at += milliseconds;
    if (!signal.aborted) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Types a command line, and reads what comes of it. */
export async function typed(line: string | readonly string[], given: Circumstances = {}): Promise<Ran> {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const [out, err] = [new Recorded(given.columns), new Recorded(given.columns)];
  const env = { ...nowhere, ...given.env };
  const code = await run(words, {
    terminal: new Terminal(out, err, env),
    keyboard: given.keyboard ?? typing([]),
    env,
    signal: (given.interrupt ?? new AbortController()).signal,
    time: given.time ?? new QuickTime(),
  });
  return { code, out: out.text, err: err.text };
}

/** Somebody who answers each question with the next of these; nobody when there are none. @param piped what stdin holds */
export function typing(answers: readonly string[], piped = ''): Keyboard & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = async (question: string) => {
    const next = answers[asked.length];
    asked.push(question);
    if (next === undefined) throw new Error(`Nobody answers "${question}".`);
    return next;
  };
  return { asked, isThere: answers.length > 0, line: answer, secret: answer, all: async () => piped };
}

class Recorded extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(readonly columns: number | undefined) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}
