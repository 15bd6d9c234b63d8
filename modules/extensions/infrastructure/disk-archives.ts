import { Ids } from '@boardwalk/domain';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Announced, archiveLimits, Archives } from '../application/archives.js';
import {
  ArchiveRefusedError,
  ChecksumMismatchError,
  SizeMismatchError,
} from '../domain/publication.errors.js';
import { inspectTar } from './archive-inspection.js';

/** The folder that archives lie in. */
export const archiveDirectory = Symbol('archive directory');

/**
 * Archives as files, named by the ids of their publications and by nothing that anybody sent. An archive is written
 * beside its place, checked while it arrives, and moved there in one step.
 */
@Injectable()
export class DiskArchives extends Archives {
  constructor(
    @Inject(archiveDirectory) private readonly directory: string,
    private readonly ids: Ids,
  ) {
    super();
  }

  async store(
    publicationId: string,
    content: AsyncIterable<Uint8Array>,
    announced: Announced,
  ): Promise<void> {
    await mkdir(this.arriving, { recursive: true });
    const temporary = join(this.arriving, `${publicationId}.${this.ids.next()}`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await receive(content, file, announced);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.placeOf(publicationId));
      await syncFolder(this.directory);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async read(publicationId: string): Promise<AsyncIterable<Uint8Array>> {
    const place = this.placeOf(publicationId);
    await access(place);
    return bytesOf(place);
  }

  async remove(publicationId: string): Promise<void> {
    await rm(this.placeOf(publicationId), { force: true });
    await mkdir(this.arriving, { recursive: true });
    for (const name of await readdir(this.arriving))
      if (name.startsWith(`${publicationId}.`)) await rm(join(this.arriving, name), { force: true });
  }

  private placeOf(publicationId: string): string {
    return join(this.directory, `${publicationId}.tar.gz`);
  }

  private get arriving(): string {
    return join(this.directory, 'arriving');
  }
}

async function* bytesOf(place: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(place) as AsyncIterable<Uint8Array>;
}

/** Every byte goes to the file, into the checksum, and through the inspection, once and in this order. */
async function receive(
  content: AsyncIterable<Uint8Array>,
  file: FileHandle,
  { checksum, size }: Announced,
): Promise<void> {
  const hash = createHash('sha256');
  let arrived = 0;
  async function* recorded(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      arrived += chunk.length;
      if (arrived > size) throw new SizeMismatchError(size, arrived);
      hash.update(chunk);
      await file.writeFile(chunk);
      yield chunk;
    }
    if (arrived < size) throw new SizeMismatchError(size, arrived);
    const actual = hash.digest('hex');
    if (actual !== checksum) throw new ChecksumMismatchError(checksum, actual);
  }
  const gunzip = createGunzip();
  try {
    await pipeline(recorded, gunzip, (unpacked) => inspectTar(unpacked, archiveLimits));
  } catch (error) {
    throw gzipFault(error) ?? error;
  }
  if (gunzip.bytesWritten !== size) throw followed();
}

function gzipFault(error: unknown): ArchiveRefusedError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // Nobody aborts here but the decompression itself, which stops reading where the gzip ends.
  if (error.code === 'ABORT_ERR') return followed();
  const fromZlib = String(error.code).startsWith('Z_');
  return fromZlib ? new ArchiveRefusedError(`it is no sound gzip (${error.message})`) : undefined;
}

function followed(): ArchiveRefusedError {
  return new ArchiveRefusedError('something follows the end of its gzip');
}

/** What was moved into the folder is found there after a power cut, too. */
async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
