import { createHash } from 'node:crypto';
import { createReadStream, type Dirent, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { create } from 'tar';
import { CliError, exitCode } from '../exit.js';
import { isCode, messageOf } from '../platform/instance.js';

/** What goes to the registry. */
export interface Packed extends Disposable {
  readonly path: string;
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
  /** Null for an archive that was there before. */
  readonly files: number | null;
}

/** What is never meant when a folder is published. */
const leftOut: ReadonlySet<string> = new Set(['.git', 'node_modules', '.DS_Store']);

/** The same files give the same archive, so that a publication that was begun is known again. */
const moment = new Date(Date.UTC(2000, 0, 1));

/** A folder as a gzip’d tar; an archive as it is. @throws {CliError} when it is neither */
export async function packed(path: string): Promise<Packed> {
  if (!kindOf(path).isDirectory())
    return { path, files: null, ...(await measured(path)), [Symbol.dispose]: () => undefined };
  const files = [...filesIn(path)].sort();
  if (files.length === 0) throw nothingIn(path);
  const place = mkdtempSync(join(tmpdir(), 'boardwalk-publish-'));
  const remove = () => rmSync(place, { recursive: true, force: true });
  try {
    const file = join(place, 'archive.tar.gz');
    await create(
      {
        cwd: path,
        file,
        gzip: { level: 9, portable: true },
        portable: true,
        mtime: moment,
        noDirRecurse: true,
      },
      files.map((name) => `./${name}`),
    );
    return { path: file, files: files.length, ...(await measured(file)), [Symbol.dispose]: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

export async function measured(path: string): Promise<{ readonly size: number; readonly checksum: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, checksum: hash.digest('hex') };
}

function kindOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    throw new CliError(
      isCode(error, 'ENOENT', 'ENOTDIR') ? exitCode.notFound : exitCode.refused,
      `${path} cannot be published.`,
      messageOf(error),
      'Name a folder, or an archive: a gzip’d tar of files and folders.',
    );
  }
}

function* filesIn(root: string, folder = ''): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (leftOut.has(entry.name)) continue;
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(root, path);
    else if (entry.isFile()) yield path;
    else throw notAFile(join(root, path), entry);
  }
}

function notAFile(path: string, entry: Dirent): CliError {
  return new CliError(
    exitCode.refused,
    `${path} cannot be published.`,
    `It is ${entry.isSymbolicLink() ? 'a symbolic link' : 'no file'}, and archives hold files and folders only.`,
    'Put a copy of what it leads to there, or take it out of the folder.',
  );
}

function nothingIn(path: string): CliError {
  return new CliError(
    exitCode.refused,
    `${path} holds nothing to publish.`,
    `It has no files; ${[...leftOut].join(', ')} do not count.`,
    'Name the folder that has the files of the extension.',
  );
}
