import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { limits } from '../domain/limits.js';
import type { IdentityTables } from './tables.js';

/** By which column a row is of the past. */
const ends = {
  sessions: 'expires_at',
  email_verifications: 'expires_at',
  password_resets: 'expires_at',
  sign_in_attempts: 'window_ends_at',
} as const;

/** What is over is removed a few rows at a time, as something new of its kind comes: no timer, and no statement that takes long. */
@Injectable()
export class PastRows {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly clock: Clock,
  ) {}

  async sweep(kind: keyof typeof ends): Promise<void> {
    const table = this.database.table(kind);
    await sql`
      DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM ${table} WHERE ${sql.id(ends[kind])} <= ${this.clock.now()}
        LIMIT ${limits.swept} FOR UPDATE SKIP LOCKED))`.execute(this.database.query);
  }
}
