import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';

export class RevokeInvite {
  constructor(
    readonly slug: string,
    readonly revokedByUserId: string,
    readonly inviteId: string,
  ) {}
}

@CommandHandler(RevokeInvite)
export class RevokeInviteHandler implements ICommandHandler<RevokeInvite, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, revokedByUserId, inviteId }: RevokeInvite): Promise<void> {
    const collective = await this.collectives.getForMember(slug, revokedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    collective.revokeInvite(revokedByUserId, inviteId, this.clock.now());
    await this.collectives.save(collective);
  }
}
