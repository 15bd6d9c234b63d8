import { createHmac } from 'node:crypto';
import { derivedKey } from './derived-key.js';

/**
 * Recognises what is not stored: HMAC-SHA-256 in base64url, so that a copy of the tables neither shows it nor lets it be tried
 * out. Another secret, or another purpose, gives other fingerprints.
 */
export class KeyedFingerprints {
  private readonly key: Buffer;

  /**
   * @param secret at least 128 random bits
   * @param purpose whose fingerprints they are and of what: `collectives tokens`
   */
  constructor(secret: string, purpose: string) {
    this.key = derivedKey(secret, purpose);
  }

  of(value: string): string {
    return createHmac('sha256', this.key).update(value).digest('base64url');
  }

  ofAddress(address: string): string {
    return this.of(mailboxOf(address));
  }
}

/** One spelling for all that reach the same mailbox: case, outer blanks and the form of accents do not count. */
export function mailboxOf(address: string): string {
  return address.normalize('NFC').trim().toLowerCase();
}
