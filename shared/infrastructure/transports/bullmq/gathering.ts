import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { type Land, Trouble } from '@boardwalk/messaging';

/** After a failure, in milliseconds, before anything lands again. */
const againMs = 500;

interface Waiting {
  readonly body: string;
  readonly landed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Gathers what comes one by one, so that whatever has come while something lands, lands together. */
export class Gathering {
  private waiting: Waiting[] = [];
  private landing = false;
  private readonly trouble: Trouble;

  constructor(
    private readonly land: Land,
    private readonly mostAtOnce: number,
    private readonly ending: AbortSignal,
    tell: (trouble: string) => void,
  ) {
    this.trouble = new Trouble(tell);
  }

  /** Resolves when it has landed. */
  add(body: string): Promise<void> {
    return new Promise((landed, failed) => {
      this.waiting.push({ body, landed, failed });
      void this.landAll();
    });
  }

  private async landAll(): Promise<void> {
    if (this.landing) return;
    this.landing = true;
    // What the same answer of the server has brought comes along.
    await turn();
    while (this.waiting.length > 0) await this.landSome();
    this.landing = false;
  }

  private async landSome(): Promise<void> {
    const batch = this.waiting.splice(0, this.mostAtOnce);
    try {
      await this.land(batch.map(({ body }) => body));
      this.trouble.over();
      for (const { landed } of batch) landed();
    } catch (error) {
      this.trouble.met(error);
      for (const { failed } of batch) failed(error);
      await pause(againMs, undefined, { signal: this.ending }).catch(() => undefined);
    }
    await turn();
  }
}
