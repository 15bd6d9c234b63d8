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

  async withId(userId: string): Promise<Person | null> {
    const row = await this.rows().where('user_id', '=', userId).executeTakeFirst();
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
