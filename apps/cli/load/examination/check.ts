/** How many faulty things are named. */
const mostExamples = 5;

/** What was compared, and how it came out. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** How many things were compared. */
  readonly examined: number;
  /** Promised and not there. */
  readonly lost: number;
  /** There more often than was promised. */
  readonly repeated: number;
  /** There before what came first. */
  readonly outOfOrder: number;
  /** Some of what is wrong. */
  readonly examples: readonly string[];
  /** Why it could not be compared; null when it was. */
  readonly note: string | null;
}

/** Gathers what is wrong. */
export class Comparison {
  private examined = 0;
  private readonly wrong = { lost: 0, repeated: 0, outOfOrder: 0 };
  private readonly examples: string[] = [];

  constructor(private readonly name: string) {}

  /** @param wanted how often it must be there; a range where nobody knows */
  count(what: string, found: number, wanted: number | readonly [least: number, most: number]): void {
    const [least, most] = typeof wanted === 'number' ? [wanted, wanted] : wanted;
    this.examined += 1;
    if (found < least) this.fault('lost', `${what}: ${found} of ${least}`);
    if (found > most) this.fault('repeated', `${what}: ${found} instead of ${most}`);
  }

  fault(kind: 'lost' | 'repeated' | 'outOfOrder', what: string): void {
    this.wrong[kind] += 1;
    if (this.examples.length < mostExamples) this.examples.push(what);
  }

  /** Something was looked at and is right. */
  right(): void {
    this.examined += 1;
  }

  get check(): Check {
    const { lost, repeated, outOfOrder } = this.wrong;
    return {
      name: this.name,
      ok: lost + repeated + outOfOrder === 0,
      examined: this.examined,
      ...this.wrong,
      examples: this.examples,
      note: null,
    };
  }
}

export function notCompared(name: string, note: string): Check {
  return { name, ok: true, examined: 0, lost: 0, repeated: 0, outOfOrder: 0, examples: [], note };
}
