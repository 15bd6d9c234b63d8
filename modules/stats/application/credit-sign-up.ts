import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Account } from '../domain/account.js';
import type { Cause } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import { grantIds } from '../domain/grant-ids.js';
import { Metrics } from './metrics.js';

export class CreditSignUp {
  constructor(
    readonly userId: string,
    readonly username: string,
    readonly isPublic: boolean,
    readonly imported: boolean,
    readonly cause: Cause,
  ) {}
}

@CommandHandler(CreditSignUp)
export class CreditSignUpHandler implements ICommandHandler<CreditSignUp> {
  constructor(
    private readonly accounts: Accounts,
    private readonly metrics: Metrics,
  ) {}

  async execute({ userId, username, isPublic, imported, cause }: CreditSignUp): Promise<void> {
    const known = await this.accounts.find(userId, [grantIds.signUp(userId)]);
    const account = known ?? Account.open(userId, username, isPublic);
    account.creditSignUp(imported, cause);
    await Promise.all([this.accounts.save(account), this.metrics.count(userId, 'sign_up', cause.at)]);
  }
}
