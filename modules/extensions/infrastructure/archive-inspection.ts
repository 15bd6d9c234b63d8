import { Parser, type ReadEntry } from 'tar';
import { archiveLimits } from '../application/archives.js';
import { ArchiveRefusedError } from '../domain/publication.errors.js';

export type ArchiveLimits = Readonly<Record<keyof typeof archiveLimits, number>>;

const plainTypes: ReadonlySet<string> = new Set(['File', 'OldFile', 'Directory']);
/** Headers that say more about the entry behind them (long paths, pax attributes), in bytes. */
const longestHeader = 65_536;
/** What a tar inside a second compression begins with; the parser would unpack it unseen. */
const compressed = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
];

/**
 * Looks at every entry of a tar that streams by, and keeps nothing of it.
 * @throws {ArchiveRefusedError} at the first thing that no archive may hold
 */
export async function inspectTar(unpacked: AsyncIterable<Buffer>, limits: ArchiveLimits): Promise<void> {
  const inspection = new Inspection(limits);
  for await (const chunk of unpacked) inspection.read(chunk);
  inspection.end();
}

class Inspection {
  private readonly parser: Parser;
  private refusal: Error | undefined;
  private bytes = 0;
  private entries = 0;
  private files = 0;
  private beginning = Buffer.alloc(0);

  constructor(private readonly limits: ArchiveLimits) {
    this.parser = new Parser({
      strict: true,
      maxMetaEntrySize: longestHeader,
      onReadEntry: (entry) => this.look(entry),
    });
    this.parser.on('ignoredEntry', () => this.refuse('a header in it is longer than any path or attribute'));
    this.parser.on('error', (error: Error) => this.refuse(`it is no sound tar (${error.message})`));
  }

  read(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.limits.unpackedBytes)
      this.refuse(`it holds more than ${this.limits.unpackedBytes.toLocaleString('en')} bytes once unpacked`);
    else if (this.mayParse(chunk)) this.parser.write(chunk);
    this.throwRefusal();
  }

  end(): void {
    this.parser.end();
    this.throwRefusal();
    if (this.files === 0) this.refuse('it holds no file');
    this.throwRefusal();
  }

  private mayParse(chunk: Buffer): boolean {
    if (this.beginning.length < 4) {
      this.beginning = Buffer.concat([this.beginning, chunk]).subarray(0, 4);
      if (compressed.some((magic) => magic.every((byte, index) => this.beginning[index] === byte)))
        this.refuse('it is compressed twice');
    }
    return this.refusal === undefined;
  }

  private look(entry: ReadEntry): void {
    this.entries += 1;
    if (this.entries > this.limits.entries) this.refuse(`it has more than ${this.limits.entries} entries`);
    const fault = faultOf(entry, this.limits.pathBytes);
    if (fault !== undefined) this.refuse(fault, { entry: entry.path.slice(0, 200) });
    if (entry.type !== 'Directory') this.files += 1;
    entry.resume();
  }

  /** Remembered and thrown later: the parser calls from places where an exception would get lost. */
  private refuse(why: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.refusal ??= new ArchiveRefusedError(why, details);
  }

  private throwRefusal(): void {
    if (this.refusal !== undefined) throw this.refusal;
  }
}

function faultOf({ type, path }: ReadEntry, longestPath: number): string | undefined {
  if (!plainTypes.has(type)) return `it holds a ${spoken(type)}, and only files and folders are allowed`;
  if (Buffer.byteLength(path) > longestPath)
    return `the path of an entry is longer than ${longestPath} bytes`;
  if (/\p{Cc}/u.test(path)) return 'the path of an entry holds a control character';
  if (path.includes('\\')) return 'the path of an entry holds a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'the path of an entry is absolute';
  if (path.split('/').includes('..')) return 'the path of an entry leads out of the archive';
  return undefined;
}

/** `SymbolicLink` → `symbolic link` */
function spoken(type: string): string {
  return type.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
