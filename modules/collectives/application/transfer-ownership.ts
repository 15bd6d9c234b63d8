import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';

export class TransferOwnership {
  constructor(
    readonly slug: string,
    readonly fromUserId: string,
    readonly toUsername: string,
  ) {}
}

@CommandHandler(TransferOwnership)
export class TransferOwnershipHandler implements ICommandHandler<TransferOwnership, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, fromUserId, toUsername }: TransferOwnership): Promise<void> {
    const collective = await this.collectives.getForMember(slug, fromUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    collective.transfer(fromUserId, toUsername, this.clock.now());
    await this.collectives.save(collective);
  }
}
