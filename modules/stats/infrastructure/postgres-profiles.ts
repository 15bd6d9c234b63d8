import { ProjectionBehindError } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql, type UpdateObject } from 'kysely';
import { Profiles } from '../application/profiles.js';
import type { StatsTables } from './tables.js';

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
    await Promise.all([
      this.change(userId, {
        username: null,
        former_usernames: [],
        is_public: false,
        is_suspended: false,
        platforms: [],
        streak_days: 0,
        streak_date: null,
      }),
      this.database.query.deleteFrom('username_metrics').where('user_id', '=', userId).execute(),
      this.database.query
        .deleteFrom('badges')
        .where('user_id', '=', userId)
        .where('exclusive', '=', false)
        .execute(),
    ]);
  }

  /** Nothing that comes late brings back somebody who is forgotten. */
  private async change(userId: string, columns: UpdateObject<StatsTables, 'accounts'>): Promise<void> {
    const { numUpdatedRows } = await this.database.query
      .updateTable('accounts')
      .set(columns)
      .where('user_id', '=', userId)
      .where('username', 'is not', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n && !(await this.isForgotten(userId)))
      throw new ProjectionBehindError('stats.accounts');
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
