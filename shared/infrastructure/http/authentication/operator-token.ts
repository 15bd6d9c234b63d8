import { createHash, timingSafeEqual } from 'node:crypto';

/** 128 bits in base64url. */
const shortest = 22;

/** The secret that makes its bearer the operator. Kept as a digest, compared in constant time. */
export class OperatorToken {
  private readonly digest: Buffer;

  constructor(token: string) {
    if (token.length < shortest) {
      throw new RangeError(
        `The operator token has ${token.length} characters, which can be guessed. Give one of at least ${shortest}, made by a random generator.`,
      );
    }
    this.digest = sha256(token);
  }

  matches(candidate: string): boolean {
    return timingSafeEqual(this.digest, sha256(candidate));
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
