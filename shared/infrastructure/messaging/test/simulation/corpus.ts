/**
 * Schedules that have broken a promise once, with what they found. They run before any others. A seed means another schedule as
 * soon as plans are drawn differently; keep it all the same.
 */
export const corpus: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 3_121, found: 'a fact that overtook the parked one of its key while that was being redriven' },
  { seed: 5_181, found: 'the same, with another waiting behind it' },
  { seed: 1_037_116, found: 'retries of one key that each waited for the next heartbeat' },
  {
    seed: 10_390_772,
    found: 'a long transaction that outlived a crash of the modelled server, in whose id another one ran',
  },
  { seed: 13, found: "the planted cursor on the row's own position" },
  { seed: 27, found: 'the planted inbox outside the transaction' },
  { seed: 28, found: 'the planted lack of an epoch predicate' },
  { seed: 8, found: 'the planted acknowledgement before the commit' },
  { seed: 39, found: 'the planted early advance of the cursor' },
  { seed: 4, found: 'the planted order by transaction id, and the planted lost wake-up without poll' },
  {
    seed: 2,
    found: 'the planted retry that overtakes its key, redrive with a new id, and poison without dead letter',
  },
  { seed: 1, found: 'the planted lease by application clock' },
];
