import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

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
    this.digestKey = Buffer.from(hkdfSync('sha256', secret, '', 'boardwalk request digests', 32));
  }

  digest(...parts: readonly string[]): Buffer {
    return createHmac('sha256', this.digestKey).update(JSON.stringify(parts)).digest();
  }

  /** AES-256-GCM under a key that nobody can make who has not both the platform's secret and the Idempotency-Key. */
  seal(answer: Answer, caller: string, key: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.keyFor(caller, key), iv);
    return Buffer.concat([iv, cipher.update(JSON.stringify(answer)), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws for what was sealed under another key. */
  open(sealed: Buffer, caller: string, key: string): Answer {
    const decipher = createDecipheriv('aes-256-gcm', this.keyFor(caller, key), sealed.subarray(0, ivBytes));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const text = Buffer.concat([decipher.update(sealed.subarray(ivBytes, -tagBytes)), decipher.final()]);
    return JSON.parse(text.toString()) as Answer;
  }

  private keyFor(caller: string, key: string): Buffer {
    const salt = JSON.stringify([caller, key]);
    return Buffer.from(hkdfSync('sha256', this.secret, salt, 'boardwalk kept answers', 32));
  }
}
