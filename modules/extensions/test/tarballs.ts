import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

export interface Entry {
  readonly path: string;
  readonly type?: string;
  readonly content?: Buffer | string;
  readonly linkpath?: string;
  /** Written in place of the header's own length. */
  readonly size?: number;
}

/** A tar with exactly these entries, sane or not. */
export function tar(...entries: Entry[]): Buffer {
  return Buffer.concat([...entries.map(blocksOf), Buffer.alloc(1024)]);
}

export function gzipped(...entries: Entry[]): Buffer {
  return gzipSync(tar(...entries));
}

export function announcing(archive: Buffer): { checksum: string; size: number } {
  return { checksum: createHash('sha256').update(archive).digest('hex'), size: archive.length };
}

/** As a network delivers it. */
export async function* inPieces(archive: Buffer, length = 700): AsyncGenerator<Buffer> {
  for (let at = 0; at < archive.length; at += length) yield archive.subarray(at, at + length);
}

/** A path as a pax header says it, in front of an entry that says another. */
export function paxPath(path: string): Entry {
  const rest = ` path=${path}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return { path: 'PaxHeader/x', type: 'ExtendedHeader', content: `${length}${rest}` };
}

function blocksOf({ path, type = 'File', content = '', linkpath, size }: Entry): Buffer {
  const body = Buffer.from(content);
  const block = Buffer.alloc(512);
  new Header({
    path,
    type: type as 'File',
    size: size ?? body.length,
    mode: 0o644,
    ...(linkpath !== undefined && { linkpath }),
  }).encode(block);
  return Buffer.concat([block, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
