import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';

export class RevokeCollectiveToken {
  constructor(
    readonly slug: string,
    readonly revokedByUserId: string,
    readonly tokenId: string,
  ) {}
}

@CommandHandler(RevokeCollectiveToken)
export class RevokeCollectiveTokenHandler implements ICommandHandler<RevokeCollectiveToken, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, revokedByUserId, tokenId }: RevokeCollectiveToken): Promise<void> {
    const collective = await this.collectives.getForMember(slug, revokedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    collective.revokeToken(revokedByUserId, tokenId, this.clock.now());
    await this.collectives.save(collective);
  }
}
