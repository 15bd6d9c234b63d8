/** A number below 2^32 that stays the same for a text, on every machine and in every version: FNV-1a, finished by MurmurHash3's mixer. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The bucket of an ordering key. Facts of one key share a cursor, and so an order. */
export function bucketOf(key: string, buckets: number): number {
  return buckets === 1 ? 0 : hashOf(key) % buckets;
}

/**
 * Who of several should have something: the same answer wherever it is asked, and one who comes or goes moves only what is
 * his (rendezvous hashing).
 */
export function preferred(candidates: readonly string[], what: string): string | undefined {
  let best: string | undefined;
  let highest = -1;
  for (const candidate of candidates) {
    const weight = hashOf(`${candidate} ${what}`);
    if (weight > highest || (weight === highest && candidate < (best ?? ''))) {
      best = candidate;
      highest = weight;
    }
  }
  return best;
}
