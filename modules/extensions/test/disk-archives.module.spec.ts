import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { SystemClock, SystemIds } from '@boardwalk/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveLimits } from '../application/archives.js';
import {
  ArchiveRefusedError,
  ChecksumMismatchError,
  SizeMismatchError,
} from '../domain/publication.errors.js';
import { inspectTar } from '../infrastructure/archive-inspection.js';
import { DiskArchives } from '../infrastructure/disk-archives.js';
import { announcing, gzipped, inPieces, paxPath, tar } from './tarballs.js';

const id = '0198c1b0-0000-7000-8000-000000000001';
const sound = gzipped(
  { path: 'extension/', type: 'Directory' },
  { path: 'extension/manifest.json', content: '{}' },
  { path: 'extension/models/shell.bin', content: randomBytes(100_000) },
);

let directory: string;
let archives: DiskArchives;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'boardwalk-archives-'));
  archives = new DiskArchives(directory, new SystemIds(new SystemClock()));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const store = (archive: Buffer, announced = announcing(archive), pieces = 700) =>
  archives.store(id, inPieces(archive, pieces), announced);

/** Every file below the folder. */
const kept = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('DiskArchives', () => {
  it('keeps an archive byte for byte under the id of its publication', async () => {
    await store(sound);
    expect(kept()).toEqual([`${id}.tar.gz`]);
    expect(readFileSync(join(directory, `${id}.tar.gz`)).equals(sound)).toBe(true);
  });

  it.each([17, 511, 513, 65_536, sound.length])('reads pieces of %i bytes', async (length) => {
    await store(sound, announcing(sound), length);
    expect(kept()).toEqual([`${id}.tar.gz`]);
  });

  it('shows nothing under the id before the last byte has arrived', async () => {
    async function* watched() {
      for await (const piece of inPieces(sound)) {
        expect(existsSync(join(directory, `${id}.tar.gz`))).toBe(false);
        yield piece;
      }
    }
    await archives.store(id, watched(), announcing(sound));
    expect(existsSync(join(directory, `${id}.tar.gz`))).toBe(true);
  });

  it('keeps one archive when the same arrives twice at once', async () => {
    await Promise.all([store(sound), store(sound), store(sound)]);
    expect(kept()).toEqual([`${id}.tar.gz`]);
  });

  it('refuses another archive than the announced one', async () => {
    const other = gzipped({ path: 'other', content: 'x' });
    const announced = { ...announcing(sound), size: other.length };
    await expect(store(other, announced)).rejects.toThrow(ChecksumMismatchError);
    expect(kept()).toEqual([]);
  });

  it.each([-1, 1])('refuses an archive whose size is off by %i', async (difference) => {
    const { checksum, size } = announcing(sound);
    await expect(store(sound, { checksum, size: size + difference })).rejects.toThrow(SizeMismatchError);
    expect(kept()).toEqual([]);
  });

  it('stops reading at the announced size', async () => {
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 1000;
        yield randomBytes(1000);
      }
    }
    const body = Readable.from(endless()).pipe(createGzip());
    await expect(archives.store(id, body, { checksum: 'f'.repeat(64), size: 5000 })).rejects.toThrow(
      SizeMismatchError,
    );
    expect(sent).toBeLessThan(1_000_000);
    expect(kept()).toEqual([]);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    async function* broken() {
      yield sound.subarray(0, 5000);
      throw new Error('connection lost');
    }
    await expect(archives.store(id, broken(), announcing(sound))).rejects.toThrow('connection lost');
    expect(kept()).toEqual([]);
  });

  it('keeps what was there when a second upload is refused', async () => {
    await store(sound);
    await expect(store(gzipped({ path: '../x', content: 'x' }))).rejects.toThrow(ArchiveRefusedError);
    expect(readFileSync(join(directory, `${id}.tar.gz`)).equals(sound)).toBe(true);
    expect(kept()).toHaveLength(1);
  });
});

const file = { path: 'extension/a', content: 'a' };

describe('an archive', () => {
  it.each([
    ['../../etc/passwd', 'leads out'],
    ['extension/../../x', 'leads out'],
    ['..', 'leads out'],
    ['/etc/passwd', 'absolute'],
    ['C:/windows/x', 'absolute'],
    ['c:x', 'absolute'],
    ['extension\\..\\..\\x', 'backslash'],
    ['extension/\u001b[2J', 'control character'],
  ])('with an entry %j is refused', async (path, why) => {
    await expect(store(gzipped(file, { path, content: 'x' }))).rejects.toThrow(why);
    expect(kept()).toEqual([]);
  });

  it('whose pax header says another path is judged by that path', async () => {
    const hidden = gzipped(file, paxPath('../../etc/passwd'), { path: 'extension/innocent', content: 'x' });
    await expect(store(hidden)).rejects.toThrow('leads out');
  });

  it('with a long path in a GNU header is judged by that path', async () => {
    const long = { path: '././@LongLink', type: 'NextFileHasLongPath', content: '../x\0' };
    await expect(store(gzipped(file, long, { path: 'extension/y', content: 'x' }))).rejects.toThrow(
      'leads out',
    );
  });

  it.each([
    ['SymbolicLink', 'symbolic link'],
    ['Link', 'link'],
  ])('with a %s is refused', async (type, spoken) => {
    const link = { path: 'extension/link', type, linkpath: '/etc/passwd' };
    await expect(store(gzipped(file, link))).rejects.toThrow(`it holds a ${spoken}`);
    expect(kept()).toEqual([]);
  });

  it.each(['CharacterDevice', 'BlockDevice', 'FIFO', 'ContiguousFile', 'SparseFile'])(
    'with a %s is refused',
    async (type) => {
      await expect(store(gzipped(file, { path: 'extension/odd', type }))).rejects.toThrow(
        ArchiveRefusedError,
      );
    },
  );

  it('with a path longer than any system likes is refused', async () => {
    const path = `extension/${'x/'.repeat(300)}y`;
    await expect(store(gzipped(file, paxPath(path), { path: 'z', content: 'x' }))).rejects.toThrow(
      'longer than',
    );
  });

  it.each([
    ['nothing', gzipSync(Buffer.alloc(0))],
    ['an end and nothing before it', gzipped()],
    ['folders only', gzipped({ path: 'extension/', type: 'Directory' })],
    ['text', gzipSync('Dear registry, here is my extension.'.repeat(100))],
    ['a gzip in a gzip', gzipSync(sound)],
    ['a zstd in a gzip', gzipSync(zstdCompressSync(tar(file)))],
    ['half a tar', gzipSync(tar({ ...file, content: randomBytes(5000) }).subarray(0, 2048))],
    ['a header that promises more than there is', gzipped(file, { path: 'extension/b', size: 1_000_000 })],
  ])('that holds %s is refused', async (_what, archive) => {
    await expect(store(archive)).rejects.toThrow(ArchiveRefusedError);
    expect(kept()).toEqual([]);
  });

  it.each([
    ['no gzip at all', tar(file)],
    ['half a gzip', sound.subarray(0, 20_000)],
    ['a damaged gzip', Buffer.concat([sound.subarray(0, 20_000), randomBytes(500), sound.subarray(20_500)])],
  ])('that is %s is refused', async (_what, archive) => {
    await expect(store(archive)).rejects.toThrow(ArchiveRefusedError);
    expect(kept()).toEqual([]);
  });

  it.each([
    ['garbage', randomBytes(100_000)],
    ['zeros', Buffer.alloc(100_000)],
    ['another archive', gzipped({ path: '../x', content: 'x' })],
    ['the beginning of another gzip', sound.subarray(0, 100)],
  ])('with %s behind its end is refused', async (_what, trailing) => {
    const archive = Buffer.concat([sound, trailing]);
    for (const pieces of [701, archive.length])
      await expect(store(archive, announcing(archive), pieces)).rejects.toThrow(ArchiveRefusedError);
    expect(kept()).toEqual([]);
  });

  it('may be padded with zeros inside, as tar programs do, and hold several gzip members', async () => {
    const whole = Buffer.concat([tar(file), Buffer.alloc(10_240)]);
    await store(gzipSync(whole));
    await store(Buffer.concat([gzipSync(whole.subarray(0, 700)), gzipSync(whole.subarray(700))]));
    expect(kept()).toHaveLength(1);
  });

  it('with entries behind its end is refused', async () => {
    await expect(store(gzipSync(Buffer.concat([tar(file), tar({ path: '../x' })])))).rejects.toThrow(
      'something follows its end',
    );
  });

  it('with too many entries is refused', async () => {
    const many = Array.from({ length: archiveLimits.entries + 1 }, (_, n) => ({
      path: `d/${n}`,
      content: '',
    }));
    await expect(store(gzipped(...many), undefined, 65_536)).rejects.toThrow(
      `more than ${archiveLimits.entries}`,
    );
    expect(kept()).toEqual([]);
  });

  it('that grows beyond all measure is refused before it has grown', async () => {
    const bomb = gzipped({ path: 'zeros', content: Buffer.alloc(archiveLimits.unpackedBytes) });
    expect(bomb.length).toBeLessThan(500_000);
    await expect(store(bomb, undefined, 65_536)).rejects.toThrow('once unpacked');
    expect(kept()).toEqual([]);
  });

  it('whose headers grow beyond all measure is refused', async () => {
    const header = { path: 'PaxHeader/x', type: 'ExtendedHeader', content: Buffer.alloc(1_000_000, 'a') };
    await expect(store(gzipped(header, file))).rejects.toThrow(ArchiveRefusedError);
  });
});

describe('inspectTar', () => {
  it('reads no further than the first thing that is refused', async () => {
    let read = 0;
    async function* unpacked() {
      for await (const piece of inPieces(
        tar({ path: '/x' }, { path: 'b', content: randomBytes(100_000) }),
        512,
      )) {
        read += 1;
        yield piece;
      }
    }
    await expect(inspectTar(unpacked(), archiveLimits)).rejects.toThrow('absolute');
    expect(read).toBe(1);
  });
});
