import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PublicationRepository } from '../domain/publication.repository.js';
import { Archives } from './archives.js';

/** The time of a publication is over: what was uploaded for it goes, unless it was confirmed. */
export class RemoveExpiredArchive {
  constructor(readonly publicationId: string) {}
}

@CommandHandler(RemoveExpiredArchive)
export class RemoveExpiredArchiveHandler implements ICommandHandler<RemoveExpiredArchive> {
  constructor(
    private readonly publications: PublicationRepository,
    private readonly archives: Archives,
  ) {}

  async execute({ publicationId }: RemoveExpiredArchive): Promise<void> {
    // Waits for a confirmation that is under way. Who confirms takes the order for the removal back, so that a publication
    // that is not there was never confirmed: it went with the account of its publisher.
    const publication = await this.publications.find(publicationId);
    if (publication === null || publication.state.confirmed === null)
      await this.archives.remove(publicationId);
  }
}
