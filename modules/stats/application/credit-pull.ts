import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Cause } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import { grantIds } from '../domain/grant-ids.js';
import { Metrics } from './metrics.js';

export class CreditPull {
  constructor(
    readonly authorId: string,
    /** Null for who was not signed in. */
    readonly pullerId: string | null,
    readonly cause: Cause,
  ) {}
}

@CommandHandler(CreditPull)
export class CreditPullHandler implements ICommandHandler<CreditPull> {
  constructor(
    private readonly accounts: Accounts,
    private readonly metrics: Metrics,
  ) {}

  async execute({ authorId, pullerId, cause }: CreditPull): Promise<void> {
    // What people pull of their own is something they did, and worth nothing.
    const author = pullerId === authorId ? null : await this.authorOf(authorId, cause);
    author?.creditPull(cause);
    await Promise.all([
      author && this.accounts.save(author),
      pullerId !== null && this.metrics.count(pullerId, 'extension_pulled', cause.at),
    ]);
  }

  private authorOf(authorId: string, { eventId }: Cause) {
    return this.accounts.get(authorId, [grantIds.pull(eventId), ...grantIds.badges(['centurion'], authorId)]);
  }
}
