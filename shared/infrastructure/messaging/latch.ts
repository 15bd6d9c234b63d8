/** Remembers that somebody should look, until somebody does: a wake-up between looking and waiting is not lost. */
export class Latch {
  private raised = false;
  private wake: (() => void) | undefined;

  raise(): void {
    this.raised = true;
    this.wake?.();
  }

  async wait(): Promise<void> {
    if (!this.raised) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
    this.raised = false;
  }
}
