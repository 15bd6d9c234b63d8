import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { AccountReads, type AccountView, type ApiKeyView } from '../application/account-reads.js';
import { UserNotFoundError } from '../domain/user.errors.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresAccountReads extends AccountReads {
  constructor(private readonly database: Database<IdentityTables>) {
    super();
  }

  async account(userId: string): Promise<AccountView> {
    const row = await this.database.query
      .selectFrom('profiles')
      .innerJoin('users', 'users.id', 'profiles.user_id')
      .select([
        'profiles.user_id as userId',
        'profiles.username',
        'users.name as displayName',
        'profiles.email',
        'users.email_verified as emailVerified',
        'users.created_at as registeredAt',
        'profiles.bio',
        'profiles.links',
        'profiles.is_public as isPublic',
        'profiles.language',
        'profiles.time_zone as timeZone',
      ])
      .where('profiles.user_id', '=', userId)
      .executeTakeFirst();
    if (row === undefined) throw new UserNotFoundError();
    const { language, timeZone, ...account } = row;
    return { ...account, preferences: { language, timeZone } };
  }

  apiKeys(ownerUserId: string, count: number, before?: string): Promise<ApiKeyView[]> {
    return this.database.query
      .selectFrom('api_keys')
      .select([
        'id as apiKeyId',
        'client_id as clientId',
        'name',
        'prefix',
        'scopes',
        'enabled',
        'created_at as createdAt',
        'expires_at as expiresAt',
        'last_used_at as lastUsedAt',
      ])
      .where('owner_user_id', '=', ownerUserId)
      .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
      .orderBy('id', 'desc')
      .limit(count)
      .execute();
  }
}
