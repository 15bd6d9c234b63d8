import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface Entry {
  readonly path: string;
  readonly content?: string;
}

/** A packed tar with exactly these files, whatever their paths say. */
export function gzipped(...entries: readonly Entry[]): Buffer {
  return gzipSync(Buffer.concat([...entries.map(blocksOf), Buffer.alloc(1024)]));
}

export function announcing(archive: Buffer): { readonly checksum: string; readonly size: number } {
  return { checksum: createHash('sha256').update(archive).digest('hex'), size: archive.length };
}

const block = 512;

/** POSIX.1-1988 (ustar): a header of octal texts at fixed places, then the content, padded. */
function blocksOf({ path, content = '' }: Entry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(block);
  const write = (text: string, at: number) => header.write(text, at, 'latin1');
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  write(path, 0);
  write(octal(0o644, 7), 100);
  write(octal(0, 7), 108);
  write(octal(0, 7), 116);
  write(octal(body.length, 11), 124);
  write(octal(0, 11), 136);
  write(' '.repeat(8), 148); // stands for the checksum while it is summed up
  write('0', 156);
  write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((block - (body.length % block)) % block)]);
}
