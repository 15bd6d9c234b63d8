import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { isCode, messageOf } from '../platform/instance.js';

/** Reasons that are shown while the import runs; all of them are in the file. */
const mostShown = 10;

/** Lines that were not taken, each with its reason, in a file that exists only if there are any. */
export class Rejects {
  count = 0;
  /** Null when nothing was written. */
  file: string | null = null;
  private handle: number | undefined;
  private failed = false;

  /** What an earlier import left there goes. */
  constructor(
    private readonly path: string,
    private readonly say: (text: string) => void,
  ) {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      if (!isCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
      // It would have been there for another import; should this one need it, it says that it cannot write.
    }
  }

  add(line: number, reason: string, text: string | null): void {
    this.count += 1;
    if (this.count <= mostShown) this.say(`line ${line}: ${reason}`);
    if (this.count === mostShown + 1) this.say('… more lines are rejected; they are no longer shown here.');
    this.write(`${JSON.stringify({ line, reason, text })}\n`);
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }

  private write(text: string): void {
    if (this.failed) return;
    try {
      this.handle ??= openSync(this.path, 'w');
      writeSync(this.handle, text);
      this.file = this.path;
    } catch (error) {
      this.failed = true;
      this.say(
        `The rejected lines cannot be written to ${this.path}: ${messageOf(error)}. Name another file by --rejects.`,
      );
    }
  }
}
