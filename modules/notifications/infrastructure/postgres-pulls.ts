import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pulls } from '../application/pulls.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresPulls extends Pulls {
  constructor(private readonly database: Database<NotificationsTables>) {
    super();
  }

  async add(pull: {
    readonly extensionName: string;
    readonly version: string;
    readonly userId: string;
    readonly at: Date;
  }): Promise<void> {
    await this.database.query
      .insertInto('pulls')
      .values({
        extension_name: pull.extensionName,
        version: pull.version,
        user_id: pull.userId,
        first_pulled_at: pull.at,
      })
      .onConflict((conflict) => conflict.columns(['extension_name', 'user_id', 'version']).doNothing())
      .execute();
  }

  async forget(userId: string): Promise<void> {
    await this.database.query.deleteFrom('pulls').where('user_id', '=', userId).execute();
  }
}
