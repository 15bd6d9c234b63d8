import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CliError, exitCode, type ExitCode, Interrupted, usageError } from '../exit.js';
import { historyOf } from '../history/history.js';
import { messageOf } from '../platform/instance.js';
import type { Session } from '../session.js';
import { counted } from '../terminal/text.js';

export interface GenerateOptions {
  readonly seed: number;
  readonly collectives: number;
  readonly authors: number;
  readonly extensions?: number;
  readonly lines: number;
  readonly out?: string;
}

/** Lines for each extension, unless their number is given. */
const usualVersions = 28;
/** Text that goes out at once. */
const chunk = 64 * 1024;

/** To stdout, or into a file, packed if its name ends in `.gz`. */
export async function generatePublications(session: Session, options: GenerateOptions): Promise<ExitCode> {
  const { collectives, authors, lines, out } = options;
  const extensions = options.extensions ?? Math.max(collectives, Math.round(lines / usualVersions));
  if (authors < collectives || extensions < collectives) {
    throw usageError(
      `${counted(collectives, 'collective')} need more than ${counted(authors, 'author')} and ${counted(extensions, 'extension')}.`,
      'Each collective has at least one author and one extension.',
      `--collectives ${Math.min(authors, extensions)}, or more --authors and --extensions`,
    );
  }
  const chunks = chunksOf({ ...options, extensions });
  if (out === undefined) {
    for (const text of chunks) {
      await session.terminal.write(text);
      if (session.signal.aborted) throw new Interrupted();
    }
    return exitCode.ok;
  }
  await intoFile(chunks, out, session.signal);
  session.terminal.say(`${counted(lines, 'line')} in ${out}. Now: boardwalk import publications ${out}`);
  return exitCode.ok;
}

function* chunksOf(options: Required<Omit<GenerateOptions, 'out'>>): Generator<string> {
  let text = '';
  for (const line of historyOf(options)) {
    text += `${JSON.stringify(line)}\n`;
    if (text.length < chunk) continue;
    yield text;
    text = '';
  }
  yield text;
}

async function intoFile(chunks: Iterable<string>, path: string, signal: AbortSignal): Promise<void> {
  const file = createWriteStream(path);
  const source = Readable.from(chunks);
  try {
    await (path.endsWith('.gz')
      ? pipeline(source, createGzip(), file, { signal })
      : pipeline(source, file, { signal }));
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    throw new CliError(
      exitCode.refused,
      `${path} cannot be written.`,
      `${messageOf(error)}.`,
      'Name another file by --out, or leave it out and send stdout where you like.',
    );
  }
}
