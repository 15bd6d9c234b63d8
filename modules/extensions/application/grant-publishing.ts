import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** Somebody may publish under a collective from now on, and see what is private to it. */
export class GrantPublishing {
  constructor(
    readonly collectiveId: string,
    readonly userId: string,
  ) {}
}

@CommandHandler(GrantPublishing)
export class GrantPublishingHandler implements ICommandHandler<GrantPublishing, void> {
  constructor(private readonly memberships: Memberships) {}

  async execute({ collectiveId, userId }: GrantPublishing): Promise<void> {
    await this.memberships.join(collectiveId, userId);
  }
}
