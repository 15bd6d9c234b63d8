import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveRepository } from '../domain/collective.repository.js';

/** The time of an invite is over. Nothing happens to one that was answered, or whose collective is no more. */
export class ExpireInvite {
  constructor(readonly inviteId: string) {}
}

@CommandHandler(ExpireInvite)
export class ExpireInviteHandler implements ICommandHandler<ExpireInvite, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ inviteId }: ExpireInvite): Promise<void> {
    // Waits for an answer that is under way.
    const collective = await this.collectives.getWithInvite(inviteId);
    if (collective === null) return;
    collective.expireInvite(inviteId, this.clock.now());
    await this.collectives.save(collective);
  }
}
