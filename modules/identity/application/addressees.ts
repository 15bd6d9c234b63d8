/**
 * To whose account a mail belongs that somebody asked for by an address. Every address costs the same: nobody can tell by the
 * time of an answer whether it is known.
 */
export abstract class Addressees {
  /** Whoever has proved the address, else who claimed it last. Null for nobody. */
  abstract ofReset(email: string): Promise<string | null>;

  /** Who claimed the address last, unless somebody has proved it. Null for nobody. */
  abstract ofVerification(email: string): Promise<string | null>;
}
