/**
 * Schedules that have broken a promise once, with what they found. They run before any others. A seed means another schedule as
 * soon as plans are drawn differently; keep it all the same.
 */
export const corpus: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 17, found: "the planted cursor on the row's own position" },
  { seed: 172, found: 'the planted inbox outside the transaction' },
  { seed: 2, found: 'the planted lack of an epoch predicate' },
  { seed: 5, found: 'the planted acknowledgement before the commit' },
  { seed: 100, found: 'the planted early advance of the cursor' },
  { seed: 3, found: 'the planted order by transaction id, and the planted lost wake-up without poll' },
  { seed: 1, found: 'the planted retry that overtakes its key, redrive with a new id, and others' },
];
