import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Cause } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import { grantIds } from '../domain/grant-ids.js';
import { Metrics } from './metrics.js';

export class CreditDailySignIn {
  constructor(
    readonly userId: string,
    /** In UTC, `2026-03-17`. */
    readonly date: string,
    readonly cause: Cause,
  ) {}
}

@CommandHandler(CreditDailySignIn)
export class CreditDailySignInHandler implements ICommandHandler<CreditDailySignIn> {
  constructor(
    private readonly accounts: Accounts,
    private readonly metrics: Metrics,
  ) {}

  async execute({ userId, date, cause }: CreditDailySignIn): Promise<void> {
    const account = await this.accounts.get(userId, [
      grantIds.dailySignIn(userId, date),
      ...grantIds.badges(['streak-7', 'streak-30', 'streak-100'], userId),
    ]);
    account.creditDailySignIn(date, cause);
    await Promise.all([
      this.accounts.save(account),
      this.metrics.count(userId, 'daily_sign_in', new Date(date)),
    ]);
  }
}
