import { prepared } from '@boardwalk/persistence';
import type { Pool } from 'pg';

/** The key of a person as it is stored: sealed under BOARDWALK_SECRET, and useless without it. */
export interface SealedKey {
  readonly subject: string;
  /** Null when there is none (any more). */
  readonly sealed: Buffer | null;
  /** Whether an earlier key was erased. */
  readonly erased: boolean;
}

/** Where the keys of persons are found. */
export interface SealedKeys {
  /** Of those who have a key, or were erased. */
  find(subjects: readonly string[]): Promise<readonly SealedKey[]>;
}

/** The keys in a database. */
export class StoredKeys implements SealedKeys {
  constructor(private readonly pool: Pool) {}

  async find(subjects: readonly string[]): Promise<readonly SealedKey[]> {
    const { rows } = await this.pool.query<SealedKey>(prepared(selectKeys, [subjects]));
    return rows;
  }
}

export const selectKeys = `SELECT subject, wrapped_key AS sealed, erased_at IS NOT NULL AS erased
FROM messaging.subject_keys WHERE subject = ANY($1::text[])`;
