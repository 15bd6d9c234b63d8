import { createReadStream, type ReadStream, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { CliError, exitCode, usageError } from '../exit.js';
import { isCode, messageOf } from '../platform/instance.js';

/** Bytes of a line that are read; a longer one is reported and left out. */
export const longestLine = 256 * 1024;

export interface FileLine {
  /** From 1. */
  readonly number: number;
  /** Null for a line that is too long, or no UTF-8; `fault` says which. */
  readonly text: string | null;
  readonly fault: string | null;
}

const newline = 0x0a;

/** A file of lines, read as it is needed and never as a whole; unpacked on the way if its name ends in `.gz`. */
export class LineFile {
  /** Bytes in the file. */
  readonly size: number;
  private stream: ReadStream | undefined;

  private constructor(
    readonly path: string,
    { size }: Stats,
  ) {
    this.size = size;
  }

  static open(path: string): LineFile {
    try {
      const stats = statSync(path);
      if (!stats.isDirectory()) return new LineFile(path, stats);
    } catch (error) {
      if (!isCode(error, 'ENOENT', 'ENOTDIR')) throw unreadable(path, error);
      throw new CliError(
        exitCode.notFound,
        `There is no file ${path}.`,
        `It is looked for at ${resolve(path)}.`,
        'Check the path. npm runs programs in the root of the checkout; from elsewhere, name the whole path.',
      );
    }
    throw usageError(
      `${path} is a directory.`,
      'It takes one file of lines.',
      'boardwalk import publications FILE.jsonl',
    );
  }

  private get isPacked(): boolean {
    return this.path.endsWith('.gz');
  }

  /** Bytes of it that were read so far. */
  get read(): number {
    return this.stream?.bytesRead ?? 0;
  }

  async *lines(): AsyncGenerator<FileLine> {
    const file = createReadStream(this.path, { highWaterMark: this.isPacked ? 16_384 : 65_536 });
    this.stream = file;
    let number = 0;
    try {
      for await (const bytes of splitAt(newline, this.unpacked(file))) {
        number += 1;
        const line = decoded(number, bytes);
        if (line.text?.trim() !== '') yield line;
      }
    } catch (error) {
      throw unreadable(this.path, error, number);
    } finally {
      file.destroy();
    }
  }

  private unpacked(file: ReadStream): AsyncIterable<Buffer> {
    if (!this.isPacked) return file;
    const gunzip = createGunzip();
    file.on('error', (error) => gunzip.destroy(error));
    return file.pipe(gunzip);
  }
}

/** What stands between separators; null for what is longer than a line may be, of which nothing is kept. */
async function* splitAt(separator: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer) => {
    length += part.length;
    if (length > longestLine) parts = [];
    else parts.push(part);
  };
  const cut = () => {
    const line = length > longestLine ? null : Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(separator); to !== -1; to = chunk.indexOf(separator, from)) {
      take(chunk.subarray(from, to));
      yield cut();
      from = to + 1;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) yield cut();
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(number: number, bytes: Buffer | null): FileLine {
  if (bytes === null)
    return { number, text: null, fault: `The line is longer than ${longestLine / 1024} kB.` };
  try {
    return { number, text: utf8.decode(bytes), fault: null };
  } catch {
    return { number, text: null, fault: 'The line is not UTF-8.' };
  }
}

function unreadable(path: string, error: unknown, after?: number): Error {
  if (error instanceof CliError) return error;
  const where = after === undefined || after === 0 ? '' : ` Its first ${after} lines could be read.`;
  return new CliError(
    exitCode.negative,
    `${path} cannot be read${after ? ' to its end' : ''}.`,
    `${messageOf(error)}.${where}`,
    path.endsWith('.gz') ? 'Is it whole, and is it gzip? gzip -t checks it.' : 'See that you may read it.',
  );
}
