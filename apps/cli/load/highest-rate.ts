/** One rate that was tried. */
export interface Step {
  readonly ratePerSecond: number;
  readonly sustained: boolean;
  readonly p99Ms: number;
  readonly lagP99Ms: number;
  /** How long the subscriptions needed afterwards; null when they did not get there in time. */
  readonly catchUpMs: number | null;
  /** Why it was not sustained. */
  readonly why: string | null;
}

/** So much faster with each step, and so often halfway between what went and what did not. */
const factor = 1.5;
const halvings = 2;
const mostSteps = 20;

/**
 * Tries higher rates until one is not sustained, then looks between the last two.
 * @param attempt null when it was interrupted
 * @returns the highest that was sustained; null when not even the first was
 */
export async function highestRate(
  first: number,
  attempt: (rate: number) => Promise<Step | null>,
): Promise<{ readonly steps: readonly Step[]; readonly highest: number | null }> {
  const steps: Step[] = [];
  let good: number | null = null;
  let bad: number | null = null;
  let rate = first;
  for (let halved = 0; steps.length < mostSteps && halved <= halvings; ) {
    const step = await attempt(rate);
    if (step === null) break;
    steps.push(step);
    if (step.sustained) good = rate;
    else bad = rate;
    if (good === null) break;
    if (bad === null) rate = tenths(rate * factor);
    else {
      rate = tenths((good + bad) / 2);
      halved += 1;
    }
  }
  return { steps, highest: good };
}

/** What is printed can be typed: `--rate` takes no more than it needs. */
const tenths = (rate: number): number => Math.round(rate * 10) / 10;
