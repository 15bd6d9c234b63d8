import { Clock, Ids } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Credential, Credentials } from '../application/credentials.js';
import type { IdentityTables } from './tables.js';

/** Passwords lie where better-auth keeps them: in `accounts`, as the provider `credential`. */
@Injectable()
export class PostgresCredentials extends Credentials {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    super();
  }

  async give(userId: string, passwordHash: string): Promise<void> {
    const now = this.clock.now();
    await this.database.query
      .insertInto('accounts')
      .values({
        id: this.ids.next(),
        account_id: userId,
        provider_id: 'credential',
        user_id: userId,
        password: passwordHash,
        created_at: now,
        updated_at: now,
      })
      .execute();
  }

  async replace(userId: string, passwordHash: string): Promise<void> {
    const { numUpdatedRows } = await this.database.query
      .updateTable('accounts')
      .set({ password: passwordHash, updated_at: this.clock.now() })
      .where('user_id', '=', userId)
      .where('provider_id', '=', 'credential')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) await this.give(userId, passwordHash);
  }

  async forgetProviders(userId: string): Promise<void> {
    await this.database.query
      .deleteFrom('accounts')
      .where('user_id', '=', userId)
      .where('provider_id', '<>', 'credential')
      .execute();
  }

  of(userId: string): Promise<Credential | null> {
    return first(this.credentials().where('accounts.user_id', '=', userId));
  }

  ofUsername(username: string): Promise<Credential | null> {
    return first(this.credentials().where('profiles.username', '=', username));
  }

  ofHolder(email: string): Promise<Credential | null> {
    return first(this.credentials().where('users.email', '=', email));
  }

  ofLatestClaimant(email: string): Promise<Credential | null> {
    return first(
      this.credentials()
        .where('profiles.email', '=', email)
        .where('users.email_verified', '=', false)
        .orderBy('users.created_at', 'desc')
        .orderBy('users.id', 'desc')
        .limit(1),
    );
  }

  private credentials() {
    return this.database.query
      .selectFrom('accounts')
      .innerJoin('users', 'users.id', 'accounts.user_id')
      .innerJoin('profiles', 'profiles.user_id', 'accounts.user_id')
      .select(['accounts.user_id', 'accounts.password'])
      .where('accounts.provider_id', '=', 'credential');
  }
}

async function first(query: {
  executeTakeFirst(): Promise<{ user_id: string; password: string | null } | undefined>;
}): Promise<Credential | null> {
  const row = await query.executeTakeFirst();
  return row === undefined || row.password === null
    ? null
    : { userId: row.user_id, passwordHash: row.password };
}
