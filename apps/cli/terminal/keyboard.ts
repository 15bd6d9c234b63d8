import { type Readable, Writable } from 'node:stream';
import { Interrupted } from '../exit.js';

/** Who can be asked. */
export interface Keyboard {
  /** Whether somebody sits there. Nobody is asked anything otherwise. */
  readonly isThere: boolean;
  line(question: string): Promise<string>;
  /** What is typed is not shown. */
  secret(question: string): Promise<string>;
  /** Everything that is piped in. */
  all(): Promise<string>;
}

export class TerminalKeyboard implements Keyboard {
  constructor(
    private readonly input: Readable & { readonly isTTY?: boolean },
    /** Where questions go: not where data goes. */
    private readonly questions: Writable & { readonly isTTY?: boolean },
  ) {}

  get isThere(): boolean {
    return this.input.isTTY === true && this.questions.isTTY === true;
  }

  line(question: string): Promise<string> {
    return this.answered(question, this.questions);
  }

  async secret(question: string): Promise<string> {
    try {
      // Asked once the terminal shows nothing any more, or the first letters would be seen.
      return await this.answered('', new Nowhere(), () => this.questions.write(question));
    } finally {
      this.questions.write('\n');
    }
  }

  async all(): Promise<string> {
    const { text } = await import('node:stream/consumers');
    return text(this.input);
  }

  /** @throws {Interrupted} at Ctrl-C, which a terminal that is read key by key gives to its reader */
  private async answered(
    question: string,
    output: Writable,
    onReady: () => void = () => undefined,
  ): Promise<string> {
    // Loaded when somebody is asked: most verbs ask nobody.
    const { createInterface } = await import('node:readline/promises');
    const reading = createInterface({ input: this.input, output, terminal: true, historySize: 0 });
    const ended = new AbortController();
    reading.on('SIGINT', () => ended.abort());
    reading.on('close', () => ended.abort());
    onReady();
    try {
      return await reading.question(question, { signal: ended.signal });
    } catch (error) {
      if (ended.signal.aborted) throw new Interrupted();
      throw error;
    } finally {
      reading.close();
    }
  }
}

/** Takes the echo of what is typed. */
class Nowhere extends Writable {
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}
