import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** Somebody may no longer publish under a collective, nor see what is private to it. */
export class WithdrawPublishing {
  constructor(
    readonly collectiveId: string,
    readonly userId: string,
  ) {}
}

@CommandHandler(WithdrawPublishing)
export class WithdrawPublishingHandler implements ICommandHandler<WithdrawPublishing, void> {
  constructor(private readonly memberships: Memberships) {}

  async execute({ collectiveId, userId }: WithdrawPublishing): Promise<void> {
    await this.memberships.leave(collectiveId, userId);
  }
}
