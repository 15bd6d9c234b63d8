/** What one turn of one contestant gave, by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** Figures of all rounds, by contestant. */
export class Ledger {
  readonly #turns = new Map<string, Figures[]>();

  enter(contestant: string, figures: Figures): void {
    this.#turns.set(contestant, [...(this.#turns.get(contestant) ?? []), figures]);
  }

  of(contestant: string, figure: string): number[] {
    const values = (this.#turns.get(contestant) ?? []).map((figures) => figures[figure]);
    if (values.length === 0 || values.some((value) => value === undefined))
      throw new Error(`${contestant} has no ${figure}; there are ${[...this.#turns.keys()].join(', ')}.`);
    return values as number[];
  }

  toJSON(): Record<string, readonly Figures[]> {
    return Object.fromEntries(this.#turns);
  }
}

/**
 * All contestants in turns, round after round: whatever else the machine does meanwhile, it does to all of them. The first round
 * warms up and does not count.
 */
export async function inTurns(
  rounds: number,
  contestants: Readonly<Record<string, () => Promise<Figures>>>,
  report: (line: string) => void,
): Promise<Ledger> {
  const ledger = new Ledger();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, turn] of Object.entries(contestants)) {
      const figures = await turn();
      if (round > 0) ledger.enter(name, figures);
    }
    report(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`);
  }
  return ledger;
}
