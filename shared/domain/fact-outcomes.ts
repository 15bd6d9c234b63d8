/** What became of a fact in one subscription. */
export interface FactOutcome {
  readonly subscription: string;
  /**
   * `done`: taken in, or nothing to do · `passed`: another database has come past it, and keeps to itself with what success ·
   * `pending`: not come to · `retrying`, `waiting` behind an earlier one of its key · `dead`, `archived`: given up.
   */
  readonly state: 'done' | 'passed' | 'pending' | 'retrying' | 'waiting' | 'dead' | 'archived';
}

/** Who has dealt with a fact, as far as this database knows. */
export abstract class FactOutcomes {
  /** By name of the subscription. Null when the fact is not in the log (any more): nothing is dropped before all have read it. */
  abstract of(eventId: string): Promise<readonly FactOutcome[] | null>;
}
