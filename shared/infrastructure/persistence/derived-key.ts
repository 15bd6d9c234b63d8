import { hkdfSync } from 'node:crypto';

/** What AES-256 takes. */
export const keyBytes = 32;

/**
 * A key for one purpose from the installation's secret (RFC 5869). It says nothing of the secret, nor of any other key.
 * @param purpose whose key it is and what for: `discord webhook tokens`
 * @param salt what else must be known to make the key
 */
export function derivedKey(secret: string, purpose: string, salt = ''): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, keyBytes));
}
