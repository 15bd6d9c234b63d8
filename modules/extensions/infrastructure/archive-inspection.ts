import { Parser, type ReadEntry } from 'tar';
import { archiveLimits } from '../application/archives.js';
import { ArchiveRefusedError } from '../domain/publication.errors.js';

export type ArchiveLimits = Readonly<Record<keyof typeof archiveLimits, number>>;

const plainTypes: ReadonlySet<string> = new Set(['File', 'OldFile', 'Directory']);
/** Headers that say more about the entry behind them (long paths, pax attributes), in bytes. */
const longestHeader = 65_536;
/** A tar is made of these, and is read by them, so that what stands behind its end is told from what stands before. */
const blockBytes = 512;
/** What a tar inside a second compression begins with; the parser would unpack it unseen. */
const compressions = [Buffer.from([0x1f, 0x8b]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])];

/**
 * Looks at every entry of a tar that streams by, and keeps nothing of it.
 * @throws {ArchiveRefusedError} at the first thing that no archive may hold
 */
export async function inspectTar(unpacked: AsyncIterable<Buffer>, limits: ArchiveLimits): Promise<void> {
  const inspection = new Inspection(limits);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of unpacked) {
    inspection.count(chunk.length);
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= blockBytes) rest = rest.subarray(inspection.read(rest));
  }
  inspection.end(rest);
}

class Inspection {
  private readonly parser: Parser;
  private refusal: ArchiveRefusedError | undefined;
  /** The last one that was met. */
  private entry: ReadEntry | undefined;
  private bytes = 0;
  private entries = 0;
  private files = 0;
  private ended = false;

  constructor(private readonly limits: ArchiveLimits) {
    this.parser = new Parser({
      strict: true,
      maxMetaEntrySize: longestHeader,
      onReadEntry: (entry) => this.look(entry),
    });
    this.parser.on('eof', () => {
      this.ended = true;
    });
    this.parser.on('ignoredEntry', () => this.refuse('a header in it is longer than any path or attribute'));
    this.parser.on('error', (error: Error) => this.refuse(`it is no sound tar (${error.message})`));
  }

  count(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > this.limits.unpackedBytes)
      this.refuse(`it holds more than ${this.limits.unpackedBytes.toLocaleString('en')} bytes once unpacked`);
    this.throwRefusal();
  }

  /** Reads one block, or as much of an entry's content as is there. Returns how many bytes that was. */
  read(bytes: Buffer): number {
    const content = Math.min(this.entry?.blockRemain ?? 0, bytes.length - (bytes.length % blockBytes));
    const part = bytes.subarray(0, content > 0 ? content : blockBytes);
    if (this.ended) this.refuseUnlessZero(part);
    else if (this.entry === undefined && compressions.some((magic) => startsWith(part, magic)))
      this.refuse('it is compressed twice');
    else this.parser.write(part);
    this.throwRefusal();
    return part.length;
  }

  /** @param rest what was left over, less than a block */
  end(rest: Buffer): void {
    if (this.ended) this.refuseUnlessZero(rest);
    else if (rest.length > 0) this.refuse('it is no sound tar (it ends inside a block)');
    else this.parser.end();
    if (this.files === 0) this.refuse('it holds no file');
    this.throwRefusal();
  }

  private look(entry: ReadEntry): void {
    this.entry = entry;
    this.entries += 1;
    if (this.entries > this.limits.entries) this.refuse(`it has more than ${this.limits.entries} entries`);
    const fault = faultOf(entry, this.limits.pathBytes);
    if (fault !== undefined) this.refuse(fault, { entry: entry.path.slice(0, 200) });
    if (entry.type !== 'Directory') this.files += 1;
    entry.resume();
  }

  /** Some programs read on behind the end of a tar and find there what others never saw. */
  private refuseUnlessZero(bytes: Buffer): void {
    if (bytes.some((byte) => byte !== 0)) this.refuse('something follows its end');
  }

  /** Remembered and thrown later: the parser calls from places where an exception would get lost. */
  private refuse(why: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.refusal ??= new ArchiveRefusedError(why, details);
  }

  private throwRefusal(): void {
    if (this.refusal !== undefined) throw this.refusal;
  }
}

function startsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic);
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
