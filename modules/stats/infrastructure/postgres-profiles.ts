import { ProjectionBehindError } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql, type UpdateObject } from 'kysely';
import { Profiles } from '../application/profiles.js';
import type { StatsTables } from './tables.js';

type Columns = UpdateObject<StatsTables, 'accounts'>;

@Injectable()
export class PostgresProfiles extends Profiles {
  constructor(private readonly database: Database<StatsTables>) {
    super();
  }

  async rename(userId: string, oldUsername: string, newUsername: string): Promise<void> {
    await this.change(userId, {
      username: newUsername,
      former_usernames: sql<string[]>`array_append(
        array_remove(array_remove(former_usernames, ${newUsername}), ${oldUsername}), ${oldUsername})`,
    });
  }

  async setVisibility(userId: string, isPublic: boolean): Promise<void> {
    await this.change(userId, { is_public: isPublic });
  }

  async setSuspension(userId: string, isSuspended: boolean): Promise<void> {
    await this.change(userId, { is_suspended: isSuspended });
  }

  async forget(userId: string): Promise<void> {
    // The account first: only the ledger of an account that is gone may go.
    await Promise.all([
      this.update(userId, {
        username: null,
        former_usernames: [],
        is_public: false,
        is_suspended: false,
        total: 0,
        grants: 0,
        has_published: false,
        pulls: 0,
        platforms: [],
        streak_days: 0,
        streak_date: null,
        allowances_used: '{}',
      }),
      this.database.query.deleteFrom('score_grants').where('user_id', '=', userId).execute(),
      this.database.query.deleteFrom('username_metrics').where('user_id', '=', userId).execute(),
      this.database.query
        .deleteFrom('badges')
        .where('user_id', '=', userId)
        .where('exclusive', '=', false)
        .execute(),
    ]);
  }

  private async change(userId: string, columns: Columns): Promise<void> {
    const changed = await this.update(userId, columns);
    if (!changed && !(await this.isForgotten(userId))) throw new ProjectionBehindError('stats.accounts');
  }

  /** False for who is not known, and for who is forgotten: nothing that comes late brings them back. */
  private async update(userId: string, columns: Columns): Promise<boolean> {
    const { numUpdatedRows } = await this.database.query
      .updateTable('accounts')
      .set(columns)
      .where('user_id', '=', userId)
      .where('username', 'is not', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  private async isForgotten(userId: string): Promise<boolean> {
    const account = await this.database.query
      .selectFrom('accounts')
      .select('user_id')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return account !== undefined;
  }
}
