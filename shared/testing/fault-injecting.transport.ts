import type { Randomness } from '@boardwalk/domain';
import {
  comparePositions,
  type FactSource,
  InProcessTransport,
  type LogRow,
  type Transport,
} from '@boardwalk/messaging';

/** Which faults are injected. Absent means never. */
export interface Faults {
  /** Every row comes twice, and the batch before it once more. */
  readonly duplicate?: boolean;
  /** Chance that a read fails as if the connection had broken. */
  readonly failedReads?: number;
  /** Chance that a signal is lost, so that only polling finds the fact. */
  readonly lostSignals?: number;
}

/** A transport that misbehaves in every way that a transport may. */
export class FaultInjectingTransport implements Transport {
  readonly name = 'fault-injecting';
  readonly system = 'in_process';

  constructor(
    private readonly faults: Faults,
    private readonly randomness: Randomness,
    private readonly inner: Transport = new InProcessTransport(),
  ) {}

  source(log: FactSource): FactSource {
    const healthy = this.inner.source(log);
    let before: readonly LogRow[] = [];
    return {
      read: async (after) => {
        if (this.strikes(this.faults.failedReads)) throw new Error('The connection broke (injected).');
        const rows = await healthy.read(after);
        if (this.faults.duplicate !== true) return rows;
        const again = before;
        before = rows;
        const seen = again.filter((row) => comparePositions(row, after) <= 0);
        return [...seen, ...rows.flatMap((row) => [row, row])];
      },
    };
  }

  factsWritten(count: number): void {
    if (!this.strikes(this.faults.lostSignals)) this.inner.factsWritten(count);
  }

  logGrew(): void {
    if (!this.strikes(this.faults.lostSignals)) this.inner.logGrew();
  }

  onFactsWritten(listener: (count: number) => void): void {
    this.inner.onFactsWritten(listener);
  }

  onLogGrew(listener: () => void): void {
    this.inner.onLogGrew(listener);
  }

  start(): Promise<void> {
    return this.inner.start();
  }

  stop(): Promise<void> {
    return this.inner.stop();
  }

  private strikes(chance: number | undefined): boolean {
    return chance !== undefined && this.randomness.fraction() < chance;
  }
}
