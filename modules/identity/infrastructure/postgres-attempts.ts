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
    const waits = [
      await this.count(this.keyOfAccount(purpose, login), perAccount, window),
      await this.count(this.keyOfNetwork(purpose, address), perNetwork, window),
    ];
    const longest = Math.max(...waits);
    return longest > 0 ? Math.ceil(longest / 1000) : null;
  }

  async forgive(purpose: Purpose, login: Login, address: string): Promise<void> {
    await sql`
      UPDATE ${this.database.table('sign_in_attempts')} SET attempts = attempts - 1
      WHERE key = ANY(${[this.keyOfAccount(purpose, login), this.keyOfNetwork(purpose, address)]}::text[]) AND attempts > 0`.execute(
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
    return row.attempts > most ? row.window_ends_at.getTime() - now.getTime() : 0;
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
