/** What lasts is told again after so long, in milliseconds: nobody reads a log from its beginning. */
const againMs = 60_000;

/** What goes wrong with one thing: told when it begins, when it changes, and every minute as long as it lasts. */
export class Trouble {
  private reason: string | undefined;
  private toldAt = 0;

  constructor(private readonly tell: (reason: string) => void) {}

  met(error: unknown): void {
    const reason = reasonOf(error);
    const now = performance.now();
    if (reason === this.reason && now - this.toldAt < againMs) return;
    this.reason = reason;
    this.toldAt = now;
    this.tell(reason);
  }

  /** What goes wrong now, to stand inside a sentence; undefined when nothing does. */
  get current(): string | undefined {
    return this.reason;
  }

  /** @returns whether there was any */
  over(): boolean {
    const was = this.reason !== undefined;
    this.reason = undefined;
    return was;
  }
}

/** What went wrong, to stand inside a sentence. Where a name has several addresses, each refuses for a reason of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(reasonOf).join(', ');
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
