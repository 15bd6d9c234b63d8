import { Clock, Ids, Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CalVer } from '../domain/cal-ver.js';
import { configuration } from '../domain/configuration.js';
import { Extension } from '../domain/extension.js';
import type { Home } from '../domain/extension-state.js';
import { ExtensionName } from '../domain/extension-name.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { TooManyPublicationsError } from '../domain/publication.errors.js';
import { Publication } from '../domain/publication.js';
import { PublicationRepository } from '../domain/publication.repository.js';
import type { ReleaseDetails, Visibility } from '../domain/release.js';
import { Expiries } from './expiries.js';
import { Memberships } from './memberships.js';
import { publishingHome, type PublishingParty } from './publishing-right.js';
import { tidied } from './tidied.js';

/** Announces a version and the archive that is to come. */
export class InitiatePublication {
  constructor(
    readonly by: PublishingParty,
    readonly name: string,
    readonly version: string,
    readonly checksum: string,
    readonly size: number,
    readonly details: ReleaseDetails,
    readonly visibility?: Visibility,
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

export interface InitiatedPublication {
  readonly publicationId: string;
  readonly expiresAt: Date;
}

@CommandHandler(InitiatePublication)
export class InitiatePublicationHandler
  implements ICommandHandler<InitiatePublication, InitiatedPublication>
{
  constructor(
    private readonly publications: PublicationRepository,
    private readonly extensions: ExtensionRepository,
    private readonly memberships: Memberships,
    private readonly projections: Projections,
    private readonly expiries: Expiries,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute(command: InitiatePublication): Promise<InitiatedPublication> {
    const { by, checksum, size, visibility, knownPosition } = command;
    const now = this.clock.now();
    const name = ExtensionName.parse(command.name);
    const version = CalVer.parse(command.version);
    const details = tidied(command.details);
    const home = await publishingHome(this.memberships, this.projections, {
      by,
      slug: name.scope,
      knownPosition,
      holding: true,
    });
    await this.refuseInVain(name, version, home, visibility);
    const { mostOpenPublications } = configuration;
    if ((await this.publications.countOpenOf(by.userId, now)) >= mostOpenPublications)
      throw new TooManyPublicationsError(mostOpenPublications);
    const publisher = { userId: by.userId, username: by.username };
    const plan = { name, version, publisher, checksum, size, details };
    const publication = Publication.initiate(
      this.ids.next(),
      visibility === undefined ? plan : { ...plan, visibility },
      now,
    );
    await this.publications.save(publication);
    const { expiresAt } = publication.state;
    await this.expiries.plan(publication.id, expiresAt);
    return { publicationId: publication.id, expiresAt };
  }

  /** What the confirmation would refuse is refused before anybody uploads anything. */
  private async refuseInVain(
    name: ExtensionName,
    version: CalVer,
    home: Home,
    visibility: Visibility | undefined,
  ): Promise<void> {
    const extension = await this.extensions.get({ name, version });
    if (extension === null) Extension.assertNewName(name, home);
    else extension.assertPublishable(version, visibility);
  }
}
