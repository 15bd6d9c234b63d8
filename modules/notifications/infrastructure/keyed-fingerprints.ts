import { createHmac, hkdfSync } from 'node:crypto';
import { Fingerprints } from '../application/fingerprints.js';

/**
 * HMAC-SHA-256 under a key of this context's own, so that a copy of the tables neither shows an address nor lets one be
 * tried out. Another secret gives other fingerprints: suppressions are lost with it.
 */
export class KeyedFingerprints extends Fingerprints {
  private readonly key: Buffer;

  /** @param secret at least 128 random bits */
  constructor(secret: string) {
    super();
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'notifications addresses', 32));
  }

  ofAddress(address: string): string {
    return createHmac('sha256', this.key)
      .update(address.normalize('NFC').trim().toLowerCase())
      .digest('base64url');
  }
}
