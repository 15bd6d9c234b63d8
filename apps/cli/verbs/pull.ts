import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { extract } from 'tar';
import { CliError, exitCode, type ExitCode } from '../exit.js';
import { wantedIn } from '../member/extension-name.js';
import { Member } from '../member/member.js';
import { archivePath, versionPath } from '../member/registry-routes.js';
import type { ExtensionVersion } from '../member/views.js';
import type { Api } from '../platform/api.js';
import { messageOf } from '../platform/instance.js';
import type { Session } from '../session.js';
import { Bar } from '../terminal/bar.js';
import { bytes, plain } from '../terminal/text.js';
import type { Output } from './options.js';

export interface PullOptions extends Pick<Output, 'json'> {
  readonly to?: string;
}

/** Milliseconds that a download may take. */
const longestDownload = 3_600_000;

/** Downloads, compares the checksum, and unpacks into a folder that must not be there. */
export async function pull(session: Session, text: string, options: PullOptions): Promise<ExitCode> {
  const { terminal } = session;
  const { name, version: wanted } = wantedIn(text);
  const folder = resolve(options.to ?? name.slice(name.lastIndexOf('/') + 1));
  refuseToOverwrite(folder);
  const api = Member.orAnybody(session);
  const { version, checksum, size } = await api.get<ExtensionVersion>(versionPath(name, wanted ?? 'latest'));
  if (checksum === null || size === null) throw withoutArchive(name, version);
  const place = placeBeside(folder);
  try {
    const file = join(place, 'archive.tar.gz');
    const arrived = await download(session, api, { name, version, size }, file);
    if (arrived !== checksum) throw damaged(checksum, arrived);
    const unpacked = join(place, 'unpacked');
    mkdirSync(unpacked);
    await extract({ file, cwd: unpacked, strict: true, preserveOwner: false });
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(unpacked, folder);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  if (options.json === true) await terminal.json({ name, version, checksum, size, folder });
  else await terminal.line(`${name} ${plain(version)} is in ${folder} (${bytes(size)}, checksum right).`);
  return exitCode.ok;
}

function refuseToOverwrite(folder: string): void {
  if (!existsSync(folder)) return;
  try {
    if (readdirSync(folder).length === 0) return;
  } catch {
    // A file, or nothing that may be looked into.
  }
  throw new CliError(
    exitCode.refused,
    `${folder} is there already.`,
    'Nothing is overwritten.',
    'Name another folder by --to, or remove this one.',
  );
}

/** On the same disk, so that what arrived appears whole. */
function placeBeside(folder: string): string {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    return mkdtempSync(join(dirname(folder), '.boardwalk-pull-'));
  } catch (error) {
    throw new CliError(
      exitCode.refused,
      `Nothing can be put into ${dirname(folder)}.`,
      messageOf(error),
      'Name another folder by --to.',
    );
  }
}

/** @returns the SHA-256 of what arrived */
async function download(
  { terminal, time, signal }: Session,
  api: Api,
  { name, version, size }: { readonly name: string; readonly version: string; readonly size: number },
  path: string,
): Promise<string> {
  const response = await api.open(archivePath(name, version), { timeoutMs: longestDownload });
  const hash = createHash('sha256');
  const bar = new Bar(terminal, time.now);
  const file = await open(path, 'wx', 0o600);
  let arrived = 0;
  try {
    for await (const chunk of response.body ?? []) {
      if (signal.aborted) break;
      await file.write(chunk as Uint8Array);
      hash.update(chunk as Uint8Array);
      arrived += (chunk as Uint8Array).length;
      bar.show(arrived / size, () => `${bytes(arrived)} of ${bytes(size)} downloaded`);
    }
  } finally {
    bar.clear();
    await file.close();
  }
  return hash.digest('hex');
}

function withoutArchive(name: string, version: string): CliError {
  return new CliError(
    exitCode.notFound,
    `${name} ${version} has no archive.`,
    'It was published elsewhere, and only the record of it was imported.',
    'Pull another version of it, or ask its authors for the files.',
  );
}

function damaged(expected: string, arrived: string): CliError {
  return new CliError(
    exitCode.negative,
    'What arrived is not what was published.',
    `Its SHA-256 is ${arrived}, and ${expected} was published. Nothing was kept.`,
    'Pull it again. If it stays so, tell the operator of the platform.',
  );
}
