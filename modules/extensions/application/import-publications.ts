import { DomainError, Ids, ProjectionBehindError, Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CalVer } from '../domain/cal-ver.js';
import { Extension } from '../domain/extension.js';
import { OtherContentError } from '../domain/extension.errors.js';
import { ExtensionName } from '../domain/extension-name.js';
import { ExtensionRepository, type Wanted } from '../domain/extension.repository.js';
import { differences, type ReleaseDetails } from '../domain/release.js';
import { Memberships, membershipsSubscription } from './memberships.js';
import { type NamedOrigin, type Origin, resolveOrigins } from './origins.js';
import { tidied } from './tidied.js';

/** One publication that happened elsewhere, as a line of a file tells of it. It has no archive. */
export interface ImportLine
  extends Pick<ReleaseDetails, 'platforms' | 'labels' | 'contents' | 'dependencies'> {
  readonly publishedAt: Date;
  readonly name: string;
  readonly version: string;
  /** A username. */
  readonly author: string;
}

/** What became of a line. Only one that is behind is worth sending again as it is. */
export type ImportOutcome =
  | { readonly status: 'done' | 'repeated' | 'behind' }
  | { readonly status: 'rejected'; readonly reason: string };

/** Takes publications over that happened elsewhere, line by line and all in one unit of work. */
export class ImportPublications {
  constructor(
    /** In the order in which they happened. */
    readonly lines: readonly ImportLine[],
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

/** A line that could be read. */
interface Readable extends Wanted {
  readonly author: string;
  readonly publishedAt: Date;
  readonly details: ReleaseDetails;
}

@CommandHandler(ImportPublications)
export class ImportPublicationsHandler
  implements ICommandHandler<ImportPublications, readonly ImportOutcome[]>
{
  constructor(
    private readonly extensions: ExtensionRepository,
    private readonly memberships: Memberships,
    private readonly projections: Projections,
    private readonly ids: Ids,
  ) {}

  /** One outcome a line, in the same order. A line that is not taken leaves its neighbours as they are. */
  async execute({ lines, knownPosition }: ImportPublications): Promise<readonly ImportOutcome[]> {
    const read = lines.map(readable);
    const wanted = read.filter((line): line is Readable => !(line instanceof DomainError));
    const named = wanted.map(({ author, name }) => ({ author, slug: name.scope }));
    const originOf = await resolveOrigins(this.memberships, this.projections, named, knownPosition);
    const batch = new Batch(await this.extensions.getAll(wanted), originOf, this.ids);
    await this.extensions.saveEach(batch.publish(read));
    return batch.outcomes;
  }
}

/** The lines of one command: what they found, and what became of them. */
class Batch {
  readonly outcomes: ImportOutcome[] = [];
  /**
   * Once a line has to wait, all later ones wait with it: the order of the file is the order of the log, and who was first
   * is decided there.
   */
  private isWaiting = false;

  constructor(
    private readonly extensions: Map<string, Extension>,
    private readonly originOf: (named: NamedOrigin) => Origin,
    private readonly ids: Ids,
  ) {}

  /** Yields each extension as often as a line adds a version to it. */
  *publish(lines: readonly (Readable | DomainError)[]): Generator<Extension> {
    for (const line of lines) {
      try {
        const changed = this.take(line);
        this.outcomes.push({ status: changed === null ? 'repeated' : 'done' });
        if (changed !== null) yield changed;
      } catch (error) {
        this.outcomes.push(refused(error));
      }
    }
  }

  /** Null when exactly this was there before. Throws a `DomainError` when the line is not taken. */
  private take(line: Readable | DomainError): Extension | null {
    if (line instanceof DomainError) throw line;
    const { name, version, details, publishedAt } = line;
    const { publisher, home } = this.originOfLine(line);
    const release = { ...details, version, publisher, publishedAt, archive: null, yanked: null };
    const known = this.extensions.get(name.text);
    const published = known?.release(version) ?? null;
    if (published !== null) {
      const differing = differences(published, release);
      if (differing.length > 0) throw new OtherContentError(name.text, version.text, differing);
      return null;
    }
    const extension = known ?? Extension.admit(this.ids.next(), name, home, release, 'public');
    extension.publish(release);
    this.extensions.set(name.text, extension);
    return extension;
  }

  private originOfLine({ author, name }: Readable): Origin {
    if (this.isWaiting) throw new ProjectionBehindError(membershipsSubscription);
    try {
      return this.originOf({ author, slug: name.scope });
    } catch (error) {
      if (error instanceof ProjectionBehindError) this.isWaiting = true;
      throw error;
    }
  }
}

function readable({ name, version, author, publishedAt, ...details }: ImportLine): Readable | DomainError {
  try {
    return {
      name: ExtensionName.parse(name),
      version: CalVer.parse(version),
      author,
      publishedAt,
      details: tidied(details),
    };
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function refused(error: unknown): ImportOutcome {
  if (error instanceof ProjectionBehindError) return { status: 'behind' };
  if (error instanceof DomainError) return { status: 'rejected', reason: error.message };
  throw error;
}
