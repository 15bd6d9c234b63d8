import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type AccountDeletion, AccountDeletions } from '../application/account-deletions.js';
import { DeletionNotFoundError } from '../domain/user.errors.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresAccountDeletions extends AccountDeletions {
  constructor(private readonly database: Database<IdentityTables>) {
    super();
  }

  async begin(userId: string, deletedAt: Date): Promise<void> {
    await this.database.query
      .insertInto('account_deletions')
      .values({ user_id: userId, deleted_at: deletedAt, event_id: null })
      .execute();
  }

  async tell({ userId, deletedAt, eventId }: AccountDeletion): Promise<void> {
    await this.database.query
      .insertInto('account_deletions')
      .values({ user_id: userId, deleted_at: deletedAt, event_id: eventId })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ event_id: eventId }))
      .execute();
  }

  async get(userId: string): Promise<AccountDeletion> {
    const row = await this.rows().where('user_id', '=', userId).executeTakeFirst();
    if (row === undefined) throw new DeletionNotFoundError();
    return row;
  }

  list(count: number, before?: Pick<AccountDeletion, 'userId' | 'deletedAt'>): Promise<AccountDeletion[]> {
    return this.rows()
      .$if(before !== undefined, (query) =>
        query.where((eb) =>
          eb(
            eb.refTuple('deleted_at', 'user_id'),
            '<',
            eb.tuple(before?.deletedAt ?? new Date(0), before?.userId ?? ''),
          ),
        ),
      )
      .orderBy('deleted_at', 'desc')
      .orderBy('user_id', 'desc')
      .limit(count)
      .execute();
  }

  private rows() {
    return this.database.query
      .selectFrom('account_deletions')
      .select(['user_id as userId', 'deleted_at as deletedAt', 'event_id as eventId']);
  }
}
