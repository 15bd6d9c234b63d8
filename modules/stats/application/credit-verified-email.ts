import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Cause } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import { grantIds } from '../domain/grant-ids.js';
import { Metrics } from './metrics.js';

export class CreditVerifiedEmail {
  constructor(
    readonly userId: string,
    readonly cause: Cause,
  ) {}
}

@CommandHandler(CreditVerifiedEmail)
export class CreditVerifiedEmailHandler implements ICommandHandler<CreditVerifiedEmail> {
  constructor(
    private readonly accounts: Accounts,
    private readonly metrics: Metrics,
  ) {}

  async execute({ userId, cause }: CreditVerifiedEmail): Promise<void> {
    const account = await this.accounts.get(userId, [grantIds.emailVerified(userId)]);
    account.creditVerifiedEmail(cause);
    await Promise.all([this.accounts.save(account), this.metrics.count(userId, 'email_verified', cause.at)]);
  }
}
