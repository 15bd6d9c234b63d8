import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

const blockSize = 512;

export interface Archive {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
}

/** A gzipped tar of text files with short names. */
export function archiveOf(files: Readonly<Record<string, string>>): Archive {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize);
    return [header(name, content.length), content, padding];
  });
  const bytes = new Uint8Array(gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)])));
  return { bytes, checksum: createHash('sha256').update(bytes).digest('hex') };
}

/** POSIX ustar. */
function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(blockSize);
  block.write(name, 0, 100);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
