import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Cause } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import { grantIds } from '../domain/grant-ids.js';
import { Metrics } from './metrics.js';

/** For collectives that somebody founded on purpose; personal ones come with the account. */
export class CreditFounding {
  constructor(
    readonly userId: string,
    readonly collectiveId: string,
    readonly cause: Cause,
  ) {}
}

@CommandHandler(CreditFounding)
export class CreditFoundingHandler implements ICommandHandler<CreditFounding> {
  constructor(
    private readonly accounts: Accounts,
    private readonly metrics: Metrics,
  ) {}

  async execute({ userId, collectiveId, cause }: CreditFounding): Promise<void> {
    const account = await this.accounts.get(userId, [
      grantIds.founding(collectiveId),
      ...grantIds.badges(['founder'], userId),
    ]);
    account.creditFounding(collectiveId, cause);
    await Promise.all([
      this.accounts.save(account),
      this.metrics.count(userId, 'collective_created', cause.at),
    ]);
  }
}
