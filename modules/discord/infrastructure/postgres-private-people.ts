import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { PrivatePeople } from '../application/private-people.js';
import type { DiscordTables } from './tables.js';

@Injectable()
export class PostgresPrivatePeople extends PrivatePeople {
  constructor(private readonly database: Database<DiscordTables>) {
    super();
  }

  async add(userId: string): Promise<void> {
    await this.database.query
      .insertInto('private_people')
      .values({ user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async includes(userId: string): Promise<boolean> {
    const row = await this.database.query
      .selectFrom('private_people')
      .select('user_id')
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row !== undefined;
  }
}
