import { deliveryInvariants, nothingIsLost } from './deliveries.ts';
import { enduranceInvariants } from './endurance.ts';
import type { Breaches, Evidence, Invariant } from './invariant.ts';
import { logInvariants } from './the-log.ts';
import { outsideInvariants } from './the-outside.ts';

export interface Verdict extends Breaches {
  readonly id: string;
  readonly truth: string;
}

const invariants: readonly Invariant[] = [
  ...logInvariants,
  ...deliveryInvariants,
  ...enduranceInvariants,
  ...outsideInvariants,
];

/** One verdict per invariant, after everything has come to its end. */
export async function judge(evidence: Evidence): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const invariant of invariants) verdicts.push(await verdictOn(invariant, evidence));
  return verdicts.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

/** While poison stands still and nobody has redriven it. */
export async function judgeStandstill(
  evidence: Pick<Evidence, 'witness' | 'subscriptions'>,
): Promise<Verdict> {
  const verdict = await verdictOn(nothingIsLost, evidence as Evidence);
  return { ...verdict, id: 'I4a', truth: `before the redrive: ${verdict.truth}` };
}

async function verdictOn(invariant: Invariant, evidence: Evidence): Promise<Verdict> {
  const { id, truth } = invariant;
  return { id, truth, ...(await invariant.breaches(evidence)) };
}
