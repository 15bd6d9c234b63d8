import { createHmac, hkdfSync } from 'node:crypto';
import { Fingerprints } from '../application/fingerprints.js';

/**
 * HMAC-SHA-256 under a key of this context's own, so that a copy of the tables neither shows an address nor lets one be
 * tried out. Another secret gives other fingerprints: open invites and verified addresses are lost with it.
 */
export class KeyedFingerprints extends Fingerprints {
  private readonly key: Buffer;

  /** @param secret at least 128 random bits */
  constructor(secret: string) {
    super();
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'collectives fingerprints', 32));
  }

  ofAddress(address: string): string {
    return this.fingerprint('address', address.normalize('NFC').trim().toLowerCase());
  }

  ofToken(token: string): string {
    return this.fingerprint('token', token);
  }

  private fingerprint(purpose: string, value: string): string {
    return createHmac('sha256', this.key).update(`${purpose}\n${value}`).digest('base64url');
  }
}
