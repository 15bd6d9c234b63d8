import type { Clock } from './clock.js';

/** The only source of identifiers and secrets. */
export abstract class Ids {
  /** A UUIDv7 (RFC 9562): unique, and sorted by the time it was made. Not a secret. */
  abstract next(): string;

  /** A secret of 256 random bits, base64url. */
  abstract secret(): string;
}

/** Random digits of one identifier, and how many identifiers' worth are asked of the system at once: asking is what costs. */
const idDigits = 20;
const idsAtOnce = 128;

export class SystemIds extends Ids {
  /** Hexadecimal. */
  private random = '';
  private used = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  next(): string {
    if (this.used === this.random.length) {
      this.random = Buffer.from(crypto.getRandomValues(new Uint8Array((idDigits / 2) * idsAtOnce))).toString(
        'hex',
      );
      this.used = 0;
    }
    const from = this.used;
    this.used += idDigits;
    return uuidV7(this.clock.now().getTime(), this.random.slice(from, this.used));
  }

  secret(): string {
    return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
  }
}

/**
 * RFC 9562 section 5.7: 48 bits of Unix time in milliseconds, version and variant, 74 random bits.
 * @param random twenty hexadecimal digits, of which 74 bits are used
 */
export function uuidV7(unixMilliseconds: number, random: string): string {
  const time = unixMilliseconds.toString(16).padStart(12, '0');
  const variant = '89ab'[Number.parseInt(random.charAt(4), 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(1, 4)}-${variant}${random.slice(5, 8)}-${random.slice(8)}`;
}
