/** Stand-ins for addresses, where an address is to be recognised and not to be kept. */
export abstract class Fingerprints {
  /** Case and surrounding space do not count. */
  abstract ofAddress(address: string): string;
}
