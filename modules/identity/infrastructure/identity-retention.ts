import { Clock } from '@boardwalk/domain';
import { Database, Housekeeping } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import type { IdentityTables } from './tables.js';

/** By which column a row is of the past. */
const ends = {
  sessions: 'expires_at',
  email_verifications: 'expires_at',
  password_resets: 'expires_at',
  sign_in_attempts: 'window_ends_at',
} as const;

/** What this context forgets: what is over. */
@Injectable()
export class IdentityRetention implements OnModuleInit {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly housekeeping: Housekeeping,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const table of Object.keys(ends) as (keyof typeof ends)[])
      this.housekeeping.serve(`identity: ${table}`, (most) =>
        this.database.remove(table, sql`${sql.id(ends[table])} <= ${this.clock.now()}`, most),
      );
  }
}
