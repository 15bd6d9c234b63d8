import type { Clock } from './clock.js';

/** The only source of identifiers and secrets. */
export abstract class Ids {
  /** A UUIDv7 (RFC 9562): unique, and sorted by the time it was made. Not a secret. */
  abstract next(): string;

  /** A secret of 256 random bits, base64url. */
  abstract secret(): string;
}

/** Random bytes of one identifier, and how many identifiers' worth are asked of the system at once: asking is what costs. */
const idBytes = 10;
const idsAtOnce = 128;

export class SystemIds extends Ids {
  private readonly random = new Uint8Array(idBytes * idsAtOnce);
  private used = this.random.length;

  constructor(private readonly clock: Clock) {
    super();
  }

  next(): string {
    if (this.used === this.random.length) {
      crypto.getRandomValues(this.random);
      this.used = 0;
    }
    const from = this.used;
    this.used += idBytes;
    return uuidV7(this.clock.now().getTime(), this.random.subarray(from, this.used));
  }

  secret(): string {
    return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
  }
}

/**
 * RFC 9562 section 5.7: 48 bits of Unix time in milliseconds, version and variant, 74 random bits.
 * @param random ten bytes, of which 74 bits are used
 */
export function uuidV7(unixMilliseconds: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(unixMilliseconds, 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
