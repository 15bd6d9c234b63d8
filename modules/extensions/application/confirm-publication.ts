import { Clock, Ids, Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Extension } from '../domain/extension.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { PublicationNotFoundError } from '../domain/publication.errors.js';
import { PublicationRepository } from '../domain/publication.repository.js';
import { Expiries } from './expiries.js';
import { Memberships } from './memberships.js';
import { publishingHome, type PublishingParty } from './publishing-right.js';

/** Publishes what was announced and uploaded. Asking again for what is done changes nothing. */
export class ConfirmPublication {
  constructor(
    readonly publicationId: string,
    readonly by: PublishingParty,
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

export interface ConfirmedPublication {
  readonly publicationId: string;
  readonly extensionId: string;
  readonly name: string;
  readonly version: string;
  readonly publishedAt: Date;
}

@CommandHandler(ConfirmPublication)
export class ConfirmPublicationHandler implements ICommandHandler<ConfirmPublication, ConfirmedPublication> {
  constructor(
    private readonly publications: PublicationRepository,
    private readonly extensions: ExtensionRepository,
    private readonly memberships: Memberships,
    private readonly expiries: Expiries,
    private readonly projections: Projections,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute(command: ConfirmPublication): Promise<ConfirmedPublication> {
    const { publicationId, by, knownPosition } = command;
    const publication = await this.publications.get(publicationId, by.userId);
    if (publication === null) throw new PublicationNotFoundError();
    const { name, version, visibility, confirmed } = publication.state;
    const named = { publicationId, name: name.text, version: version.text };
    if (confirmed !== null)
      return { ...named, extensionId: confirmed.extensionId, publishedAt: confirmed.at };

    const now = this.clock.now();
    const release = publication.release(now);
    const home = await publishingHome(this.memberships, this.projections, {
      by,
      slug: name.scope,
      knownPosition,
    });
    const extension =
      (await this.extensions.get({ name, version })) ??
      Extension.admit(this.ids.next(), name, home, release, visibility ?? 'public');
    extension.publish(release, visibility);
    publication.confirm(extension.id, now);
    await this.extensions.save(extension);
    await this.publications.save(publication);
    await this.expiries.cancel(publicationId);
    return { ...named, extensionId: extension.id, publishedAt: now };
  }
}
