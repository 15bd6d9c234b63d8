import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Selectable, sql } from 'kysely';
import { People, type Person } from '../application/people.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresPeople extends People {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add(userId: string, username: string, address: string | undefined): Promise<void> {
    await this.database.query
      .insertInto('people')
      .values({ user_id: userId, username, address: address ?? null })
      .onConflict((conflict) => conflict.column('user_id').doNothing())
      .execute();
  }

  async confirmAddress(userId: string): Promise<void> {
    await this.database.query
      .updateTable('people')
      .set({ address_proved: true })
      .where('user_id', '=', userId)
      .where('address', 'is not', null)
      .execute();
  }

  async rename(userId: string, username: string): Promise<void> {
    await this.database.query
      .updateTable('people')
      .set({ username })
      .where('user_id', '=', userId)
      .where('gone_at', 'is', null)
      .execute();
  }

  async held(userIds: readonly string[]): Promise<ReadonlyMap<string, Person>> {
    if (userIds.length === 0) return new Map();
    // In one order, so that two who hold many do not wait for each other in a circle.
    const rows = await this.database.query
      .selectFrom('people')
      .selectAll()
      .where('user_id', '=', sql<string>`ANY(${[...userIds]}::text[])`)
      .orderBy('user_id')
      .forShare()
      .execute();
    return new Map(rows.map((row) => [row.user_id, personOf(row)]));
  }

  async withProvedAddress(address: string): Promise<Person | null> {
    const row = await this.database.query
      .selectFrom('people')
      .selectAll()
      .where(sql`lower(address)`, '=', address.toLowerCase())
      .where('address_proved', '=', true)
      .orderBy('user_id')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : personOf(row);
  }

  async forget(userId: string): Promise<string | null> {
    const known = await this.database.query
      .selectFrom('people')
      .selectAll()
      .where('user_id', '=', userId)
      .forUpdate()
      .executeTakeFirst();
    const nobody = { username: null, address: null, address_proved: false, gone_at: this.clock.now() };
    await this.database.query
      .insertInto('people')
      .values({ user_id: userId, ...nobody })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(nobody))
      .execute();
    return known === undefined ? null : personOf(known).provedAddress;
  }
}

function personOf(row: Selectable<NotificationsTables['people']>): Person {
  return {
    userId: row.user_id,
    username: row.username,
    provedAddress: row.address_proved ? row.address : null,
    isGone: row.gone_at !== null,
  };
}
