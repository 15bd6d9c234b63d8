import { AccountDeletedError } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Selectable, sql } from 'kysely';
import { type NewPerson, People, type Person } from '../application/people.js';
import type { CollectivesTables } from './tables.js';
import { holdAlone, holdAlong } from './turns.js';

@Injectable()
export class PostgresPeople extends People {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  async add({ userId, username, addressFingerprint, isPublic }: NewPerson): Promise<void> {
    await this.database.query
      .insertInto('people')
      .values({ user_id: userId, username, address_fingerprint: addressFingerprint, is_public: isPublic })
      .onConflict((conflict) => conflict.column('user_id').doNothing())
      .execute();
  }

  async confirmAddress(userId: string): Promise<void> {
    await this.database.query
      .updateTable('people')
      .set({ address_verified: true })
      .where('user_id', '=', userId)
      .where('address_fingerprint', 'is not', null)
      .execute();
  }

  async rename(userId: string, username: string): Promise<void> {
    const { query } = this.database;
    // Waits for whoever is about to let the person in under the name that they had.
    await query.updateTable('people').set({ username }).where('user_id', '=', userId).execute();
    await query.updateTable('members').set({ username }).where('user_id', '=', userId).execute();
  }

  async setSuspended(userId: string, suspended: boolean): Promise<void> {
    await this.database.query
      .updateTable('people')
      .set({ suspended })
      .where('user_id', '=', userId)
      .execute();
  }

  async setPublic(userId: string, isPublic: boolean): Promise<void> {
    await this.database.query
      .updateTable('people')
      .set({ is_public: isPublic })
      .where('user_id', '=', userId)
      .execute();
  }

  async suspendedAmong(userIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.query
      .selectFrom('people')
      .select('user_id')
      .where('user_id', '=', sql<string>`ANY(${userIds}::text[])`)
      .where('suspended', '=', true)
      .execute();
    return new Set(rows.map((row) => row.user_id));
  }

  async hold(userId: string): Promise<void> {
    const { query } = this.database;
    // A row of people would not do: whoever has just signed up may have none yet, and whoever is gone has none either.
    await holdAlong(query, 'person', userId);
    const gone = await query
      .selectFrom('departed')
      .where('person', '=', hashOf(userId))
      .select('person')
      .executeTakeFirst();
    if (gone !== undefined) throw new AccountDeletedError();
  }

  async forget(userId: string): Promise<Person | null> {
    const { query } = this.database;
    await holdAlone(query, 'person', userId);
    await query
      .insertInto('departed')
      .values({ person: hashOf(userId) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await query
      .deleteFrom('people')
      .where('user_id', '=', userId)
      .returningAll()
      .executeTakeFirst();
    await query.deleteFrom('admissions').where('user_id', '=', userId).execute();
    return row === undefined ? null : personOf(row);
  }

  async forgetAddress(addressFingerprint: string): Promise<void> {
    for (const table of ['invites', 'invite_mails'] as const)
      await this.database.query
        .deleteFrom(table)
        .where('address_fingerprint', '=', addressFingerprint)
        .execute();
  }

  async withId(userId: string): Promise<Person | null> {
    const row = await this.rows().where('user_id', '=', userId).forShare().executeTakeFirst();
    return row === undefined ? null : personOf(row);
  }

  async withUsername(username: string): Promise<Person | null> {
    const row = await this.rows().where('username', '=', username).forShare().executeTakeFirst();
    return row === undefined ? null : personOf(row);
  }

  private rows() {
    return this.database.query.selectFrom('people').selectAll();
  }
}

/** Ids are too long to be tried out. */
function hashOf(userId: string) {
  return sql<Buffer>`sha256(convert_to(${userId}, 'UTF8'))`;
}

function personOf(row: Selectable<CollectivesTables['people']>): Person {
  return {
    userId: row.user_id,
    username: row.username,
    addressFingerprint: row.address_fingerprint,
    addressVerified: row.address_verified,
  };
}
