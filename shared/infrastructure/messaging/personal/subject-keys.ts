import { randomBytes } from 'node:crypto';
import { Clock } from '@boardwalk/domain';
import { KeyedFingerprints, keyBytes, Seal, type Transaction } from '@boardwalk/persistence';
import { DecryptionError } from '../messaging.errors.js';
import { type SealedKey, type SealedKeys, selectKeys } from './sealed-keys.js';

/** What opens the fields of a person. */
export interface SubjectKey {
  /** Null for somebody who was erased and has no other. */
  readonly key: Buffer | null;
  /** Whether an earlier key was erased, and what it had sealed with it. */
  readonly erased: boolean;
}

/** One key per person. Whoever takes it away has erased that person from the whole log. */
export class SubjectKeys {
  private readonly wrapping: Seal;
  private readonly addresses: KeyedFingerprints;
  /** What is asked for in this turn. */
  private gathering:
    | { readonly subjects: Set<string>; readonly sealed: Promise<Map<string, SealedKey>> }
    | undefined;

  /** @param secret BOARDWALK_SECRET; what is stored is useless without it */
  constructor(
    secret: string,
    private readonly clock: Clock,
    private readonly stored: SealedKeys,
  ) {
    this.wrapping = Seal.for('boardwalk subject keys', secret);
    this.addresses = new KeyedFingerprints(secret, 'boardwalk addresses');
  }

  /** The subject's name for a user id, or for the address of somebody who has no account. */
  subjectOf(value: string, byAddress: boolean): string {
    return byAddress ? `address:${this.addresses.ofAddress(value)}` : `user:${value}`;
  }

  /** Keys of all the subjects, made now where there was none, inside the transaction of the facts. */
  async ensure(subjects: readonly string[], transaction: Transaction): Promise<Map<string, Buffer>> {
    // Sorted, so that two transactions that make keys for the same people wait for each other instead of deadlocking.
    const wanted = [...new Set(subjects)].sort();
    const known = await transaction.query<SealedKey>(selectKeys, [wanted]);
    const keys = usable(this.unwrapped(known.rows));
    const missing = wanted.filter((subject) => !keys.has(subject));
    if (missing.length === 0) return keys;
    const wrapped = missing.map((subject) => this.wrapping.seal(randomBytes(keyBytes), subject));
    await transaction.query(insert, [missing, wrapped, this.clock.now()]);
    const made = await transaction.query<SealedKey>(selectKeys, [missing]);
    return new Map([...keys, ...usable(this.unwrapped(made.rows))]);
  }

  /** Takes the keys of these subjects away, for good and from everybody. */
  async erase(subjects: readonly string[], transaction: Transaction): Promise<void> {
    await transaction.query(erase, [[...new Set(subjects)].sort(), this.clock.now()]);
  }

  /** Of those who have a key, or were erased. The facts of a batch are opened together, and ask once for all. */
  async find(subjects: readonly string[]): Promise<Keys> {
    // A corrupt fact may name whom no database can hold: it must not spoil the question of the others.
    const possible = subjects.filter((subject) => typeof subject === 'string' && !subject.includes('\0'));
    this.gathering ??= this.gather();
    for (const subject of possible) this.gathering.subjects.add(subject);
    const found = await this.gathering.sealed;
    return this.unwrapped(
      possible.flatMap((subject) => {
        const key = found.get(subject);
        return key === undefined ? [] : [key];
      }),
    );
  }

  private gather(): NonNullable<typeof this.gathering> {
    const subjects = new Set<string>();
    const sealed = Promise.resolve().then(async () => {
      this.gathering = undefined;
      const keys = await this.stored.find([...subjects]);
      return new Map(keys.map((key) => [key.subject, key]));
    });
    return { subjects, sealed };
  }

  private unwrapped(keys: readonly SealedKey[]): Keys {
    return new Map(
      keys.map(({ subject, sealed, erased }) => {
        const key = sealed === null ? null : this.unwrap(subject, sealed);
        return [subject, { key, erased }];
      }),
    );
  }

  private unwrap(subject: string, wrapped: Buffer): Buffer {
    try {
      return this.wrapping.open(wrapped, subject);
    } catch {
      // The cause says nothing but "unable to authenticate".
      throw new DecryptionError('*', 'BOARDWALK_SECRET is not the one under which this database was filled');
    }
  }
}

type Keys = Map<string, SubjectKey>;

function usable(keys: Keys): Map<string, Buffer> {
  return new Map([...keys].flatMap(([subject, { key }]) => (key === null ? [] : [[subject, key] as const])));
}

const insert = `INSERT INTO messaging.subject_keys AS known (subject, wrapped_key, created_at)
SELECT subject, wrapped_key, $3::timestamptz FROM unnest($1::text[], $2::bytea[]) AS made (subject, wrapped_key)
ON CONFLICT (subject) DO UPDATE SET wrapped_key = excluded.wrapped_key, created_at = excluded.created_at
WHERE known.wrapped_key IS NULL`;

const erase = `INSERT INTO messaging.subject_keys (subject, wrapped_key, created_at, erased_at)
SELECT subject, NULL, $2::timestamptz, $2::timestamptz FROM unnest($1::text[]) AS gone (subject)
ON CONFLICT (subject) DO UPDATE SET wrapped_key = NULL, erased_at = excluded.erased_at`;
