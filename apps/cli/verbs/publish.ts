import { createReadStream } from 'node:fs';
import { CliError, exitCode, type ExitCode } from '../exit.js';
import { type Begun, BegunPublications } from '../member/begun-publications.js';
import { nameIn, nextVersion, versionIn, type Wanted } from '../member/extension-name.js';
import { Member } from '../member/member.js';
import { type Packed, packed } from '../member/packing.js';
import { extensionPath } from '../member/registry-routes.js';
import type { ExtensionDetails, ListedVersion, PublicationView } from '../member/views.js';
import { RefusedByPlatform } from '../platform/problems.js';
import type { Session } from '../session.js';
import { Bar } from '../terminal/bar.js';
import { bytes, counted, plain } from '../terminal/text.js';
import type { Output } from './options.js';

export interface PublishOptions extends Pick<Output, 'json'> {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  readonly notes?: string;
  readonly label?: readonly string[];
  readonly platform?: readonly string[];
  readonly needs?: readonly string[];
  readonly contains?: Readonly<Record<string, number>>;
  readonly private?: boolean;
}

interface Confirmed {
  readonly publicationId: string;
  readonly name: string;
  readonly version: string;
}

/** Milliseconds that an upload may take. */
const longestUpload = 3_600_000;

/** Announces, uploads, confirms; goes on where an earlier try was cut off. */
export async function publish(session: Session, path: string, options: PublishOptions): Promise<ExitCode> {
  const { terminal } = session;
  const name = nameIn(options.name);
  const version = options.version === undefined ? null : versionIn(options.version);
  const member = Member.of(session);
  using archive = await packed(path);
  const begun = new BegunPublications(session.env);
  const { url } = member.api.instance;
  const known = begun.find({ url, name, checksum: archive.checksum }, version);
  const earlier = known === null ? null : await stillThere(member, known);
  const publication = earlier ?? (await announced(session, member, { name, version }, archive, options));
  begun.keep({ url, name, version: publication.version, checksum: archive.checksum, ...idOf(publication) });
  if (earlier !== null) terminal.say(`Going on with ${name} ${publication.version}, which was begun before.`);
  if (publication.status === 'initiated') await upload(session, member, publication, archive);
  const confirmed = await member.write<Confirmed>(
    'POST',
    `publications/${publication.publicationId}/confirm`,
  );
  begun.forget(publication.publicationId);
  const { checksum, size, files } = archive;
  if (options.json === true) await terminal.json({ ...confirmed, checksum, size, files });
  else {
    const what = files === null ? bytes(size) : `${counted(files, 'file')}, ${bytes(size)} packed`;
    await terminal.line(`${plain(confirmed.name)} ${plain(confirmed.version)} is published: ${what}.`);
    terminal.say(`Get it: boardwalk extensions pull ${plain(confirmed.name)}`);
  }
  return exitCode.ok;
}

/** An empty one takes away what was there. */
const isWord = (text: string) => text !== '';

const idOf = ({ publicationId }: Pick<PublicationView, 'publicationId'>) => ({ publicationId });

type Underway = Pick<PublicationView, 'publicationId' | 'version' | 'status'>;

/** Null when it has expired, or nobody knows it there any more. */
async function stillThere({ api }: Member, { publicationId }: Begun): Promise<Underway | null> {
  try {
    const publication = await api.get<PublicationView>(`publications/${publicationId}`);
    return publication.status === 'expired' ? null : publication;
  } catch (error) {
    if (error instanceof RefusedByPlatform && [404, 410].includes(error.status)) return null;
    throw error;
  }
}

/**
 * The newest version by calendar; null before the first one. A key that may only publish is not told, and needs it only where this
 * command names no version.
 */
async function newest(
  { terminal }: Session,
  { api }: Member,
  { name, version }: Wanted,
): Promise<ListedVersion | null> {
  try {
    const { versions } = await api.get<ExtensionDetails>(extensionPath(name), { limit: 1 });
    return versions.items[0] ?? null;
  } catch (error) {
    if (!(error instanceof RefusedByPlatform)) throw error;
    if (error.status === 404) return null;
    if (error.status !== 403 || version === null) throw error;
    terminal.warn(
      `This key may not read ${name}, so it gets no labels or platforms but those of this command.`,
    );
    return null;
  }
}

/** Of a description and a license the platform keeps the last one that was said; labels and platforms it is told anew each time. */
async function announced(
  session: Session,
  member: Member,
  wanted: Wanted,
  { checksum, size }: Packed,
  options: PublishOptions,
): Promise<Underway> {
  const { description, license, notes, needs, contains } = options;
  const isAllSaid = wanted.version !== null && options.label !== undefined && options.platform !== undefined;
  const before = isAllSaid ? null : await newest(session, member, wanted);
  const { name } = wanted;
  const version = wanted.version ?? nextVersion(before?.version ?? null, new Date(session.time.now()));
  const labels = options.label?.filter(isWord) ?? before?.labels;
  const platforms = options.platform?.filter(isWord) ?? before?.platforms;
  const { publicationId } = await member.write<{ publicationId: string }>('POST', 'publications', {
    body: {
      name,
      version,
      checksum,
      size,
      ...(description !== undefined && { description }),
      ...(license !== undefined && { license }),
      ...(notes !== undefined && { releaseNotes: notes }),
      ...(labels !== undefined && { labels }),
      ...(platforms !== undefined && { platforms }),
      ...(needs !== undefined && { dependencies: needs.map(nameIn) }),
      ...(contains !== undefined && { contents: contains }),
      ...(options.private === true && { visibility: 'private' }),
    },
  });
  return { publicationId, version, status: 'initiated' };
}

async function upload(
  { terminal, time, signal }: Session,
  member: Member,
  { publicationId }: Underway,
  { path, size }: Packed,
): Promise<void> {
  const bar = new Bar(terminal, time.now);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let sent = 0;
    for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
      yield chunk;
      sent += chunk.length;
      bar.show(sent / size, () => `${bytes(sent)} of ${bytes(size)} uploaded`);
    }
  }
  try {
    await member.api.request('PUT', `publications/${publicationId}/archive`, {
      stream: { chunks: chunks(), size },
      headers: { 'content-type': 'application/gzip' },
      timeoutMs: longestUpload,
    });
  } catch (error) {
    throw error instanceof CliError && !(error instanceof RefusedByPlatform) ? cutOff(error) : error;
  } finally {
    bar.clear();
  }
}

function cutOff(error: CliError): CliError {
  return new CliError(
    error.exitCode,
    'The archive has not arrived whole.',
    `${error.what} ${error.why}`.trim(),
    'The same command goes on from there: it was announced, and waits for a day.',
  );
}
