import { Clock, networkOf } from '@boardwalk/domain';
import { Database, KeyedFingerprints } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Login } from '../application/credentials.js';
import { Attempts, type Purpose } from '../application/attempts.js';
import { limits } from '../domain/limits.js';
import { sameForEveryone } from '../domain/user.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresAttempts extends Attempts {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly fingerprints: KeyedFingerprints,
    private readonly clock: Clock,
  ) {
    super();
  }

  async begin(purpose: Purpose, login: Login, address: string): Promise<number | null> {
    const { perAccount, perNetwork, window } = limits.attempts[purpose];
    const account = this.keyOfAccount(purpose, login);
    let wait = await this.count(account, perAccount, window);
    if (wait === 0) {
      wait = await this.count(this.keyOfNetwork(purpose, address), perNetwork, window);
      if (wait > 0) await this.giveBack(account);
    }
    return wait > 0 ? Math.ceil(wait / 1000) : null;
  }

  async forgive(purpose: Purpose, login: Login, address: string): Promise<void> {
    await this.giveBack(this.keyOfAccount(purpose, login), this.keyOfNetwork(purpose, address));
  }

  private async giveBack(...keys: string[]): Promise<void> {
    await sql`
      UPDATE ${this.database.table('sign_in_attempts')} SET attempts = attempts - 1
      WHERE key = ANY(${keys}::text[]) AND attempts > 0`.execute(this.database.query);
  }

  /**
   * One too many is not counted: nothing would ever give it back.
   * @returns milliseconds to wait, 0 for none
   */
  private async count(key: string, most: number, window: number): Promise<number> {
    const now = this.clock.now();
    const ends = new Date(now.getTime() + window);
    const table = this.database.table('sign_in_attempts');
    const { rows } = await sql<{ is_counted: boolean; known_end: Date | null }>`
      WITH counted AS (
        INSERT INTO ${table} AS tries (key, attempts, window_ends_at) VALUES (${key}, 1, ${ends})
        ON CONFLICT (key) DO UPDATE SET
          attempts = CASE WHEN tries.window_ends_at <= ${now} THEN 1 ELSE tries.attempts + 1 END,
          window_ends_at = CASE WHEN tries.window_ends_at <= ${now} THEN ${ends} ELSE tries.window_ends_at END
        WHERE tries.window_ends_at <= ${now} OR tries.attempts < ${most}
        RETURNING key
      )
      SELECT EXISTS (SELECT FROM counted) AS is_counted,
        (SELECT window_ends_at FROM ${table} WHERE key = ${key} AND window_ends_at > ${now}) AS known_end`.execute(
      this.database.query,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('Counting a try gave no row back.');
    if (row.is_counted) return 0;
    // A window that others began and filled during this statement is not seen by it.
    return (row.known_end ?? ends).getTime() - now.getTime();
  }

  /** Whoever tries an account by its name and by its address tries it twice as often. */
  private keyOfAccount(purpose: Purpose, login: Login): string {
    const name = 'username' in login ? `@${login.username}` : sameForEveryone(login.email);
    return this.fingerprints.of(`${purpose} ${name}`);
  }

  private keyOfNetwork(purpose: Purpose, address: string): string {
    return this.fingerprints.of(`${purpose} /${networkOf(address)}`);
  }
}
