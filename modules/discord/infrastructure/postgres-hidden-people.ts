import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { HiddenPeople, type Hiding } from '../application/hidden-people.js';
import type { DiscordTables } from './tables.js';

@Injectable()
export class PostgresHiddenPeople extends HiddenPeople {
  constructor(private readonly database: Database<DiscordTables>) {
    super();
  }

  async hide(userId: string, because: Hiding): Promise<void> {
    // Whoever is about to announce something of the person has done so, or waits and then knows.
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('discord person ' || ${userId}::text, 0))`.execute(
      this.database.query,
    );
    await this.database.query
      .insertInto('hidden_people')
      .values({ user_id: userId, because })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async show(userId: string, because: Hiding): Promise<void> {
    await this.database.query
      .deleteFrom('hidden_people')
      .where('user_id', '=', userId)
      .where('because', '=', because)
      .execute();
  }

  async isGone(userId: string): Promise<boolean> {
    const row = await this.database.query
      .selectFrom('hidden_people')
      .select('user_id')
      .where('user_id', '=', userId)
      .where('because', '=', 'deleted')
      .executeTakeFirst();
    return row !== undefined;
  }

  async includes(userId: string): Promise<boolean> {
    await sql`SELECT pg_advisory_xact_lock_shared(hashtextextended('discord person ' || ${userId}::text, 0))`.execute(
      this.database.query,
    );
    const row = await this.database.query
      .selectFrom('hidden_people')
      .select('user_id')
      .where('user_id', '=', userId)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
