import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';

export class LeaveCollective {
  constructor(
    readonly slug: string,
    readonly userId: string,
  ) {}
}

@CommandHandler(LeaveCollective)
export class LeaveCollectiveHandler implements ICommandHandler<LeaveCollective, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, userId }: LeaveCollective): Promise<void> {
    const collective = await this.collectives.getForMember(slug, userId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    collective.leave(userId, this.clock.now());
    await this.collectives.save(collective);
  }
}
