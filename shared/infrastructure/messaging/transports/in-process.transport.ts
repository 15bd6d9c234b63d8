import { Signal } from '../signal.js';
import type { FactSource, Transport } from './transport.js';

/** Signals inside one process; every role runs here. */
export class InProcessTransport implements Transport {
  readonly name = 'in-process';
  readonly system = 'in_process';
  readonly features = { crossProcess: false };
  private readonly written = new Signal<number>();
  private readonly grew = new Signal();

  source(log: FactSource): FactSource {
    return log;
  }

  factsWritten(count: number): void {
    this.written.raise(count);
  }

  logGrew(): void {
    this.grew.raise();
  }

  onFactsWritten(listener: (count: number) => void): void {
    this.written.listen(listener);
  }

  onLogGrew(listener: () => void): void {
    this.grew.listen(listener);
  }

  async start(): Promise<void> {
    // Nothing to connect to.
  }

  async stop(): Promise<void> {
    // Nothing to disconnect from.
  }
}
