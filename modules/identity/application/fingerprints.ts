/** Makes of a secret what may be stored: enough to recognise it, not enough to use it. */
export abstract class Fingerprints {
  abstract of(secret: string): string;
}
