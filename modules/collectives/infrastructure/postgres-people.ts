import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { Selectable } from 'kysely';
import { People, type Person } from '../application/people.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresPeople extends People {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  async add({ userId, username, addressFingerprint }: Omit<Person, 'addressVerified'>): Promise<void> {
    await this.database.query
      .insertInto('people')
      .values({ user_id: userId, username, address_fingerprint: addressFingerprint })
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

  async forget(userId: string): Promise<Person | null> {
    const { query } = this.database;
    const row = await query
      .deleteFrom('people')
      .where('user_id', '=', userId)
      .returningAll()
      .executeTakeFirst();
    await query.deleteFrom('admissions').where('user_id', '=', userId).execute();
    return row === undefined ? null : personOf(row);
  }

  async forgetAddress(addressFingerprint: string): Promise<void> {
    await this.database.query
      .deleteFrom('invites')
      .where('address_fingerprint', '=', addressFingerprint)
      .execute();
  }

  async withId(userId: string): Promise<Person | null> {
    const row = await this.rows().where('user_id', '=', userId).forShare().executeTakeFirst();
    return row === undefined ? null : personOf(row);
  }

  async withUsername(username: string): Promise<Person | null> {
    const row = await this.rows().where('username', '=', username).executeTakeFirst();
    return row === undefined ? null : personOf(row);
  }

  private rows() {
    return this.database.query.selectFrom('people').selectAll();
  }
}

function personOf(row: Selectable<CollectivesTables['people']>): Person {
  return {
    userId: row.user_id,
    username: row.username,
    addressFingerprint: row.address_fingerprint,
    addressVerified: row.address_verified,
  };
}
