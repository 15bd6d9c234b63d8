import { networkOf } from '@boardwalk/domain';
import { KeyedFingerprints } from '@boardwalk/persistence';
import { PullerMarks, type PullingParty } from '../application/puller-marks.js';
import type { Puller } from '../domain/pull.js';

/**
 * Strangers are marked with an HMAC-SHA-256 of their network under a key of that day, so that neither the address nor a
 * connection between two days stands in the tables.
 */
export class KeyedPullerMarks extends PullerMarks {
  /** @param secret at least 128 random bits */
  constructor(private readonly secret: string) {
    super();
  }

  of(party: PullingParty, at: Date): Puller {
    if (party.kind === 'user') return { mark: `user:${party.userId}`, userId: party.userId };
    if (party.kind === 'client') return { mark: `client:${party.clientId}` };
    const day = at.toISOString().slice(0, 10);
    const prints = new KeyedFingerprints(this.secret, `extensions pullers of ${day}`);
    return { mark: `stranger:${prints.of(networkOf(party.address))}` };
  }
}
