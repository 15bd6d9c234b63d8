import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PublicationNotFoundError } from '../domain/publication.errors.js';
import { PublicationRepository } from '../domain/publication.repository.js';
import { Archives } from './archives.js';

/** The announced archive has been stored. */
export class AcceptArchive {
  constructor(
    readonly publicationId: string,
    readonly userId: string,
  ) {}
}

@CommandHandler(AcceptArchive)
export class AcceptArchiveHandler implements ICommandHandler<AcceptArchive, void> {
  constructor(
    private readonly publications: PublicationRepository,
    private readonly archives: Archives,
    private readonly clock: Clock,
  ) {}

  async execute({ publicationId, userId }: AcceptArchive): Promise<void> {
    const publication = await this.publications.get(publicationId, userId);
    if (publication === null) {
      // It went with its publisher's account while the archive arrived.
      if ((await this.publications.find(publicationId)) === null) await this.archives.remove(publicationId);
      throw new PublicationNotFoundError();
    }
    publication.acceptArchive(this.clock.now());
    await this.publications.save(publication);
  }
}
