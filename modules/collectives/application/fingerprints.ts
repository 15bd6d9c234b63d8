/** Recognises addresses and tokens without keeping them. */
export abstract class Fingerprints {
  /** The same for every spelling of an address that reaches the same mailbox: case and outer blanks do not count. */
  abstract ofAddress(address: string): string;

  abstract ofToken(token: string): string;
}
