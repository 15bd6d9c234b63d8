import { createHash, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '@boardwalk/persistence';

/** 128 bits in base64url. */
const shortest = 22;

/** A secret that makes its bearer somebody. Kept as a digest, compared in constant time. */
abstract class SecretToken {
  private readonly digest: Buffer;

  constructor(name: string, token: string) {
    if (token.length < shortest) {
      throw new RangeError(
        `The ${name} token has ${token.length} characters, which can be guessed. Give one of at least ${shortest}, made by a random generator.`,
      );
    }
    this.digest = sha256(token);
  }

  matches(candidate: string): boolean {
    return timingSafeEqual(this.digest, sha256(candidate));
  }
}

/** Makes its bearer the operator. */
export class OperatorToken extends SecretToken {
  constructor(token: string) {
    super('operator', token);
  }
}

/** Makes its bearer another process of this platform. */
export class ServiceToken extends SecretToken {
  constructor(token: string) {
    super('service', token);
  }

  /** The same in every process that has the platform's secret; who has the token cannot tell the secret from it. */
  static from(platformSecret: string): string {
    return derivedKey(platformSecret, 'boardwalk service token').toString('base64url');
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
