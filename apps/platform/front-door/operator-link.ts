import { createHash, timingSafeEqual } from 'node:crypto';

/** A link that shows the operator's token once, to whoever reads it off the terminal of the program. */
export class OperatorLink {
  private redeemed = false;

  constructor(
    private readonly code: string,
    private readonly operatorToken: string,
  ) {}

  get path(): string {
    return `/operator?code=${this.code}`;
  }

  /** The token, the first time that the right code is given; null otherwise. */
  redeem(code: string): string | null {
    if (this.redeemed || !timingSafeEqual(digest(code), digest(this.code))) return null;
    this.redeemed = true;
    return this.operatorToken;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
