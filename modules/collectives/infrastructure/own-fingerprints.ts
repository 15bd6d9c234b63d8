import { KeyedFingerprints, mailboxOf } from '@boardwalk/persistence';
import { Fingerprints } from '../application/fingerprints.js';

/** Under a key of this context's own. With another secret, open invites and verified addresses are lost. */
export class OwnFingerprints extends Fingerprints {
  private readonly prints: KeyedFingerprints;

  /** @param secret at least 128 random bits */
  constructor(secret: string) {
    super();
    this.prints = new KeyedFingerprints(secret, 'collectives fingerprints');
  }

  /** An address and a token of the same letters have different ones. */
  ofAddress(address: string): string {
    return this.prints.of(`address\n${mailboxOf(address)}`);
  }

  ofToken(token: string): string {
    return this.prints.of(`token\n${token}`);
  }
}
