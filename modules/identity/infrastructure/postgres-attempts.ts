import { createHash } from 'node:crypto';
import { Clock, networkOf } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Login } from '../application/credentials.js';
import { Attempts, type Purpose } from '../application/attempts.js';
import { limits } from '../domain/limits.js';
import { sameForEveryone } from '../domain/user.js';
import type { IdentityTables } from './tables.js';

/** Windows that are over are removed a few at a time, as new ones begin. */
const sweepSize = 100;

@Injectable()
export class PostgresAttempts extends Attempts {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async begin(purpose: Purpose, login: Login, address: string): Promise<number | null> {
    const { perAccount, perNetwork, window } = limits.attempts[purpose];
    const waits = [
      await this.count(accountKey(purpose, login), perAccount, window),
      await this.count(networkKey(purpose, address), perNetwork, window),
    ];
    const longest = Math.max(...waits);
    return longest > 0 ? Math.ceil(longest / 1000) : null;
  }

  async forgive(purpose: Purpose, login: Login, address: string): Promise<void> {
    await sql`
      UPDATE ${this.database.table('sign_in_attempts')} SET attempts = attempts - 1
      WHERE key = ANY(${[accountKey(purpose, login), networkKey(purpose, address)]}::text[]) AND attempts > 0`.execute(
      this.database.query,
    );
  }

  /** @returns milliseconds to wait, 0 for none */
  private async count(key: string, most: number, window: number): Promise<number> {
    const now = this.clock.now();
    const ends = new Date(now.getTime() + window);
    const table = this.database.table('sign_in_attempts');
    const { rows } = await sql<{ attempts: number; window_ends_at: Date }>`
      INSERT INTO ${table} AS tries (key, attempts, window_ends_at) VALUES (${key}, 1, ${ends})
      ON CONFLICT (key) DO UPDATE SET
        attempts = CASE WHEN tries.window_ends_at <= ${now} THEN 1 ELSE tries.attempts + 1 END,
        window_ends_at = CASE WHEN tries.window_ends_at <= ${now} THEN ${ends} ELSE tries.window_ends_at END
      RETURNING attempts, window_ends_at`.execute(this.database.query);
    const [row] = rows;
    if (row === undefined) throw new Error('Counting a try gave no row back.');
    if (row.attempts === 1) await this.sweep(now);
    return row.attempts > most ? row.window_ends_at.getTime() - now.getTime() : 0;
  }

  private async sweep(now: Date): Promise<void> {
    const table = this.database.table('sign_in_attempts');
    await sql`
      DELETE FROM ${table} WHERE key IN (
        SELECT key FROM ${table} WHERE window_ends_at <= ${now} LIMIT ${sweepSize} FOR UPDATE SKIP LOCKED)`.execute(
      this.database.query,
    );
  }
}

/** Whoever tries an account by its name and by its address tries it twice as often. */
function accountKey(purpose: Purpose, login: Login): string {
  return fingerprint(purpose, 'username' in login ? `@${login.username}` : sameForEveryone(login.email));
}

function networkKey(purpose: Purpose, address: string): string {
  return fingerprint(purpose, `/${networkOf(address)}`);
}

function fingerprint(purpose: Purpose, text: string): string {
  return createHash('sha256').update(`${purpose} ${text}`).digest('base64url');
}
