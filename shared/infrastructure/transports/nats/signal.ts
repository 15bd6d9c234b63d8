/** Wakes whoever waits. One that is given while nobody waits is kept for the next who does. */
export class Signal {
  private given = false;
  private wake: (() => void) | undefined;

  give(): void {
    this.given = true;
    this.wake?.();
  }

  /** For one at a time. */
  async wait(): Promise<void> {
    if (!this.given)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    this.given = false;
  }
}
