export type SuppressionReason = 'hard-bounce' | 'complaint' | 'refused-recipient';

export interface Suppression {
  readonly suppressionId: string;
  /** Masked: `a…@e…`. */
  readonly address: string;
  readonly reason: SuppressionReason;
  /** What a server or a provider said, without addresses. */
  readonly detail: string;
  readonly suppressedAt: Date;
  /** Null while no mail goes to the address. */
  readonly liftedAt: Date | null;
}

/** Where a page of suppressions ends. */
export interface SuppressionPlace {
  readonly suppressedAt: Date;
  readonly suppressionId: string;
}

/** Addresses that get no mail. */
export abstract class Suppressions {
  /** @returns false when the address was suppressed already, for whatever reason */
  abstract add(address: string, reason: SuppressionReason, detail: string): Promise<boolean>;

  /** Why an address gets no mail; null when it gets some. */
  abstract reasonFor(address: string): Promise<SuppressionReason | null>;

  /** @throws {SuppressionNotFoundError} @returns false when it was lifted before */
  abstract lift(suppressionId: string): Promise<boolean>;

  /** Newest first, from the one after `after`; of all addresses unless one is given. */
  abstract newest(
    address: string | undefined,
    after: SuppressionPlace | undefined,
    size: number,
  ): Promise<Suppression[]>;
}
