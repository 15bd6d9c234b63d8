import { ProjectionBehindError } from '@boardwalk/domain';
import type { Account } from './account.js';
import type { BadgeId } from './scoring.js';

export abstract class Accounts {
  /**
   * The account, locked until the unit of work ends; null for a person of whom stats has not heard.
   * @param inQuestion ids of the grants that the caller may make; the account then knows which of them it has already
   */
  abstract find(userId: string, inQuestion: readonly string[]): Promise<Account | null>;

  abstract save(account: Account): Promise<void>;

  /** Whether nobody holds the badge. */
  abstract isFree(badgeId: BadgeId): Promise<boolean>;

  /**
   * Accounts are opened by sign-ups. A fact about a person can only come before their sign-up when the two were
   * recorded in different logs, so it waits: throws `ProjectionBehindError`, which is retried.
   */
  async get(userId: string, inQuestion: readonly string[]): Promise<Account> {
    const account = await this.find(userId, inQuestion);
    if (account === null) throw new ProjectionBehindError('stats.accounts');
    return account;
  }
}
