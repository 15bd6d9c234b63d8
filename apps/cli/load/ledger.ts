/** A fact that a platform has promised by its answer, named by what is in it. */
export interface Told {
  readonly type: string;
  /** What tells it from others of its type. */
  readonly id: string;
  /** Whoever must get one mail because of it, if anybody. */
  readonly mailTo?: string;
}

interface Answered {
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

export interface Promised {
  readonly told: Told;
  /** Requests that were answered by a 2xx. */
  readonly certain: readonly Answered[];
  /** Requests of which nobody knows whether they were carried out. */
  readonly doubtful: number;
}

/** What a load was answered, to be compared with what the platform holds. */
export class Ledger {
  private readonly entries = new Map<string, { told: Told; certain: Answered[]; doubtful: number }>();

  answered(told: readonly Told[], sentAt: number, answeredAt: number): void {
    for (const one of told) this.of(one).certain.push({ sentAt, answeredAt });
  }

  /** There was no answer, or one that does not tell. */
  doubted(told: readonly Told[]): void {
    for (const one of told) this.of(one).doubtful += 1;
  }

  /** It was refused, so it must not have happened because of this request. */
  refused(told: readonly Told[]): void {
    for (const one of told) this.of(one);
  }

  get all(): readonly Promised[] {
    return [...this.entries.values()];
  }

  find(type: string, id: string): Promised | undefined {
    return this.entries.get(nameOf({ type, id }));
  }

  private of(told: Told) {
    const known = this.entries.get(nameOf(told));
    if (known !== undefined) return known;
    const entry = { told, certain: [], doubtful: 0 };
    this.entries.set(nameOf(told), entry);
    return entry;
  }
}

function nameOf({ type, id }: Pick<Told, 'type' | 'id'>): string {
  return `${type} ${id}`;
}
