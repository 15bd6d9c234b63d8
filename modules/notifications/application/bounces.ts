export type BounceKind = 'hard' | 'soft' | 'complaint';

/** Mails that were accepted by a server and came back. */
export abstract class Bounces {
  /**
   * Records that a mail came back. A second report of the same kind changes nothing.
   * @returns the address that it went to, and whether this was news; null when there is no such mail
   */
  abstract record(
    mail: { readonly emailLogId: string } | { readonly messageId: string },
    bounce: { readonly kind: BounceKind; readonly reason: string },
  ): Promise<{ readonly address: string; readonly isNew: boolean } | null>;
}
