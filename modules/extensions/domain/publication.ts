import { AggregateRoot } from '@boardwalk/domain';
import type { CalVer } from './cal-ver.js';
import { configuration } from './configuration.js';
import type { ExtensionName } from './extension-name.js';
import {
  ArchiveMissingError,
  PublicationConfirmedError,
  PublicationExpiredError,
} from './publication.errors.js';
import {
  ArchiveAccepted,
  PublicationConfirmed,
  type PublicationEvent,
  PublicationInitiated,
} from './publication.events.js';
import type { NewRelease, Publisher, ReleaseDetails, Visibility } from './release.js';

export interface Plan {
  readonly name: ExtensionName;
  readonly version: CalVer;
  readonly publisher: Publisher;
  /** SHA-256 of the archive, hexadecimal. */
  readonly checksum: string;
  /** Bytes of the archive. */
  readonly size: number;
  readonly details: ReleaseDetails;
  readonly visibility?: Visibility;
}

export interface PublicationState extends Plan {
  readonly id: string;
  readonly initiatedAt: Date;
  readonly expiresAt: Date;
  /** When an archive that fits was stored; null until then. */
  readonly archivedAt: Date | null;
  readonly confirmed: { readonly at: Date; readonly extensionId: string } | null;
}

/** The way of one version into the registry: announced, uploaded, confirmed. */
export class Publication extends AggregateRoot<PublicationEvent> {
  private constructor(
    private current: PublicationState,
    version: number,
  ) {
    super(version);
  }

  static restore(state: PublicationState, version: number): Publication {
    return new Publication(state, version);
  }

  static initiate(id: string, plan: Plan, at: Date): Publication {
    const expiresAt = new Date(at.getTime() + configuration.publicationLifetimeMs);
    const publication = new Publication(
      { ...plan, id, initiatedAt: at, expiresAt, archivedAt: null, confirmed: null },
      0,
    );
    publication.addDomainEvent(new PublicationInitiated(at, id, expiresAt));
    return publication;
  }

  get id(): string {
    return this.current.id;
  }

  get state(): PublicationState {
    return this.current;
  }

  /** @throws {PublicationExpiredError} @throws {PublicationConfirmedError} */
  awaitsArchive(at: Date): void {
    if (this.current.confirmed !== null) throw new PublicationConfirmedError();
    this.refuseIfExpired(at);
  }

  /** An archive of the announced checksum was stored. That it happens twice is no news. */
  acceptArchive(at: Date): void {
    if (this.current.archivedAt !== null) return;
    this.refuseIfExpired(at);
    this.current = { ...this.current, archivedAt: at };
    this.addDomainEvent(new ArchiveAccepted(at, this.id));
  }

  /**
   * What is to be published, now that all of it is here.
   * @throws {PublicationExpiredError} @throws {ArchiveMissingError}
   */
  release(at: Date): NewRelease {
    const { archivedAt, version, publisher, details, checksum, size } = this.current;
    this.refuseIfExpired(at);
    if (archivedAt === null) throw new ArchiveMissingError();
    return {
      ...details,
      version,
      publisher,
      publishedAt: at,
      archive: { publicationId: this.id, checksum, size },
      yanked: null,
    };
  }

  /** @param extensionId the extension that its version was published in */
  confirm(extensionId: string, at: Date): void {
    if (this.current.confirmed !== null) throw new PublicationConfirmedError();
    this.current = { ...this.current, confirmed: { at, extensionId } };
    this.addDomainEvent(new PublicationConfirmed(at, this.id, extensionId));
  }

  private refuseIfExpired(at: Date): void {
    const { expiresAt } = this.current;
    if (at.getTime() >= expiresAt.getTime()) throw new PublicationExpiredError(expiresAt);
  }
}
