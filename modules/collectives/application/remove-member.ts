import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';

/** Also how members leave: by removing themselves. */
export class RemoveMember {
  constructor(
    readonly slug: string,
    readonly removedByUserId: string,
    readonly username: string,
  ) {}
}

@CommandHandler(RemoveMember)
export class RemoveMemberHandler implements ICommandHandler<RemoveMember, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, removedByUserId, username }: RemoveMember): Promise<void> {
    const collective = await this.collectives.getForMember(slug, removedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    collective.remove(removedByUserId, username, this.clock.now());
    await this.collectives.save(collective);
  }
}
