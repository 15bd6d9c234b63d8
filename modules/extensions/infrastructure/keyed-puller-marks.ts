import { isIPv6 } from 'node:net';
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

/** What one household or server has: an IPv4 address, or the first 64 bits of an IPv6 address. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = address] = address.split('%', 1);
  if (!isIPv6(plain)) return address;
  const [head = [], tail] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array.from({ length: zeros }, () => '0')]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
