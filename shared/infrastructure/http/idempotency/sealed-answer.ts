import { createHmac } from 'node:crypto';
import { derivedKey, Seal } from '@boardwalk/persistence';

/** An answer as it is given again: a secret that is shown once may stand in it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; absent for an empty answer. */
  readonly body?: unknown;
}

/** What makes a request the same one as before, and hides it from whoever reads the database. */
export class RequestSeals {
  private readonly digestKey: Buffer;

  /** @param secret of the platform */
  constructor(private readonly secret: string) {
    this.digestKey = derivedKey(secret, 'boardwalk request digests');
  }

  digest(...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.digestKey).update(JSON.stringify(parts)).digest();
  }

  /** Under a key that nobody can make who has not both the platform's secret and the Idempotency-Key. */
  seal(answer: Answer, caller: string, key: string): Buffer {
    return this.sealOf(caller, key).seal(JSON.stringify(answer), '');
  }

  /** Throws for what was sealed under another key. */
  open(sealed: Buffer, caller: string, key: string): Answer {
    return JSON.parse(this.sealOf(caller, key).open(sealed, '').toString()) as Answer;
  }

  private sealOf(caller: string, key: string): Seal {
    return Seal.for('boardwalk kept answers', this.secret, JSON.stringify([caller, key]));
  }
}
