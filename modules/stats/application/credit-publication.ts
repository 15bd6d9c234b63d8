import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Cause, Publication } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import { grantIds } from '../domain/grant-ids.js';
import { Metrics } from './metrics.js';

export class CreditPublication {
  constructor(
    readonly userId: string,
    readonly publication: Publication,
    readonly cause: Cause,
  ) {}
}

@CommandHandler(CreditPublication)
export class CreditPublicationHandler implements ICommandHandler<CreditPublication> {
  constructor(
    private readonly accounts: Accounts,
    private readonly metrics: Metrics,
  ) {}

  async execute({ userId, publication, cause }: CreditPublication): Promise<void> {
    const account = await this.accounts.get(userId, [
      grantIds.publication(publication.extensionName, publication.version),
      ...grantIds.badges(['polyglot'], userId),
    ]);
    // The first publication of all is also the first of its author, so nobody else needs to be asked about.
    const firstEver = !account.hasPublished && (await this.accounts.isFree('first-on-the-boardwalk'));
    account.creditPublication(publication, firstEver, cause);
    await Promise.all([
      this.accounts.save(account),
      this.metrics.count(userId, 'extension_published', cause.at),
    ]);
  }
}
