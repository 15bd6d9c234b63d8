import { randomBytes } from 'node:crypto';
import { Clock } from '@boardwalk/domain';
import { prepared, type Transaction } from '@boardwalk/persistence';
import type { Pool } from 'pg';
import { DecryptionError } from '../messaging.errors.js';
import { deriveKey, fingerprint, keyBytes, open, seal } from './sealing.js';

/** One key per person. Whoever deletes it has erased that person from the whole log. */
export class SubjectKeys {
  private readonly wrapping: Buffer;
  private readonly addresses: Buffer;

  /** @param secret BOARDWALK_SECRET; keys in the database are useless without it */
  constructor(
    secret: string,
    private readonly clock: Clock,
    private readonly pool: Pool,
  ) {
    this.wrapping = deriveKey(secret, 'boardwalk subject keys');
    this.addresses = deriveKey(secret, 'boardwalk addresses');
  }

  /** The subject's name for a user id, or for the address of somebody who has no account. */
  subjectOf(value: string, byAddress: boolean): string {
    return byAddress ? `address:${fingerprint(this.addresses, value)}` : `user:${value}`;
  }

  /** Keys of all the subjects, made now where there was none, inside the transaction of the facts. */
  async ensure(subjects: readonly string[], transaction: Transaction): Promise<Map<string, Buffer>> {
    // Sorted, so that two transactions that make keys for the same people wait for each other instead of deadlocking.
    const wanted = [...new Set(subjects)].sort();
    const known = await transaction.query<KeyRow>(select, [wanted]);
    const keys = this.unwrapped(known.rows);
    const missing = wanted.filter((subject) => !keys.has(subject));
    if (missing.length === 0) return keys;
    const wrapped = missing.map((subject) => seal(this.wrapping, randomBytes(keyBytes), subject));
    await transaction.query(insert, [missing, wrapped, this.clock.now()]);
    const made = await transaction.query<KeyRow>(select, [missing]);
    return new Map([...keys, ...this.unwrapped(made.rows)]);
  }

  /** Keys that exist. A subject without one was erased. */
  async find(subjects: readonly string[]): Promise<Map<string, Buffer>> {
    const { rows } = await this.pool.query<KeyRow>(prepared(select, [[...new Set(subjects)]]));
    return this.unwrapped(rows);
  }

  private unwrapped(rows: readonly KeyRow[]): Map<string, Buffer> {
    return new Map(rows.map(({ subject, wrapped_key }) => [subject, this.unwrap(subject, wrapped_key)]));
  }

  private unwrap(subject: string, wrapped: Buffer): Buffer {
    try {
      return open(this.wrapping, wrapped, subject);
    } catch {
      // The cause says nothing but "unable to authenticate".
      throw new DecryptionError('*', 'BOARDWALK_SECRET is not the one under which this database was filled');
    }
  }
}

interface KeyRow {
  subject: string;
  wrapped_key: Buffer;
}

const select = 'SELECT subject, wrapped_key FROM messaging.subject_keys WHERE subject = ANY($1::text[])';
const insert = `INSERT INTO messaging.subject_keys (subject, wrapped_key, created_at)
SELECT subject, wrapped_key, $3::timestamptz FROM unnest($1::text[], $2::bytea[]) AS made (subject, wrapped_key)
ON CONFLICT DO NOTHING`;
