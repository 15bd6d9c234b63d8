import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Addressees } from '../application/addressees.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresAddressees extends Addressees {
  constructor(private readonly database: Database<IdentityTables>) {
    super();
  }

  async ofReset(email: string): Promise<string | null> {
    const { holder, claimant } = await this.known(email);
    return holder ?? claimant;
  }

  async ofVerification(email: string): Promise<string | null> {
    const { holder, claimant } = await this.known(email);
    return holder === null ? claimant : null;
  }

  private async known(email: string): Promise<{ holder: string | null; claimant: string | null }> {
    const users = this.database.table('users');
    const { rows } = await sql<{ holder: string | null; claimant: string | null }>`
      SELECT
        (SELECT id FROM ${users} WHERE email = ${email}) AS holder,
        (SELECT p.user_id FROM ${this.database.table('profiles')} p JOIN ${users} u ON u.id = p.user_id
         WHERE p.email = ${email} AND NOT u.email_verified ORDER BY u.created_at DESC, u.id DESC LIMIT 1) AS claimant`.execute(
      this.database.query,
    );
    return rows[0] ?? { holder: null, claimant: null };
  }
}
