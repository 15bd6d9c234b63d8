import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { EventModes, type ModeChange } from '../application/event-modes.js';
import type { EventMode } from '../domain/event-mode.js';
import type { TelemetryTables } from './tables.js';

@Injectable()
export class PostgresEventModes extends EventModes {
  constructor(private readonly database: Database<TelemetryTables>) {
    super();
  }

  async change(change: Omit<ModeChange, 'id'>): Promise<void> {
    await this.database.query.insertInto('mode_changes').values(change).execute();
  }

  async at(name: string, moment: Date): Promise<EventMode | null> {
    const row = await this.database.query
      .selectFrom('mode_changes')
      .select('mode')
      .where('name', '=', name)
      .where('since', '<=', moment)
      .orderBy('since', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.mode ?? null;
  }

  current(): Promise<ModeChange[]> {
    return this.database.query
      .selectFrom('mode_changes')
      .selectAll()
      .distinctOn('name')
      .orderBy('name')
      .orderBy('since', 'desc')
      .orderBy('id', 'desc')
      .execute();
  }

  changes(after: number | undefined, size: number): Promise<ModeChange[]> {
    return this.database.query
      .selectFrom('mode_changes')
      .selectAll()
      .$if(after !== undefined, (changes) => changes.where('id', '<', after ?? 0))
      .orderBy('id', 'desc')
      .limit(size)
      .execute();
  }
}
