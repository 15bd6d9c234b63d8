import { Signal } from '#core/signal.js';
import type { Transport } from '#core/transports/transport.js';
import type { FactSource } from '#core/transports/transport.js';
import { comparePositions } from '#core/log/position.js';
import type { LogRow } from '#core/log/log-row.js';
import type { Chance } from '../chance.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Recipient } from './connection.ts';

type News = 'written' | 'grew';

export interface SignalFaults {
  /** Chance that a signal gets lost, each time and for each process. */
  readonly lost: number;
  /** Chance that it comes once more, later. */
  readonly repeated: number;
  /** Chance that a read brings rows that were seen, or only some of those that are there. */
  readonly untidyReads: number;
}

/** What all processes of a schedule hear. */
export class Signals {
  private readonly ends = new Set<SimulatedTransport>();
  private readonly scheduler: Scheduler;
  private readonly chance: Chance;
  readonly faults: SignalFaults;

  constructor(scheduler: Scheduler, chance: Chance, faults: SignalFaults) {
    this.scheduler = scheduler;
    this.chance = chance;
    this.faults = faults;
  }

  transportOf(owner: Recipient): SimulatedTransport {
    const end = new SimulatedTransport(this, owner, this.chance.part());
    this.ends.add(end);
    return end;
  }

  forget(end: SimulatedTransport): void {
    this.ends.delete(end);
  }

  spread(news: News): void {
    for (const end of this.ends) {
      if (!this.chance.strikes(this.faults.lost)) this.bring(end, news);
      if (this.chance.strikes(this.faults.repeated)) this.bring(end, news);
    }
  }

  private bring(end: SimulatedTransport, news: News): void {
    this.scheduler.after(this.chance.between(20, 2_000), () => end.owner.receive(() => end.hear(news)));
  }
}

/** A transport that loses and repeats signals, and whose reads are as untidy as the port allows. */
export class SimulatedTransport implements Transport {
  readonly name = 'simulated';
  readonly system = 'in_process';
  readonly features = { crossProcess: true };
  readonly owner: Recipient;
  private readonly signals: Signals;
  private readonly chance: Chance;
  private readonly written = new Signal<number>();
  private readonly grew = new Signal();

  constructor(signals: Signals, owner: Recipient, chance: Chance) {
    this.signals = signals;
    this.owner = owner;
    this.chance = chance;
  }

  source(log: FactSource): FactSource {
    const { untidyReads } = this.signals.faults;
    if (untidyReads === 0) return log;
    let before: readonly LogRow[] = [];
    return {
      read: async (after) => {
        const rows = await log.read(after);
        const known = before.filter((row) => comparePositions(row, after) <= 0);
        before = rows;
        if (!this.chance.strikes(untidyReads)) return rows;
        const some = rows.slice(0, this.chance.between(1, Math.max(1, rows.length)));
        return [...known, ...some.flatMap((row) => [row, row])];
      },
    };
  }

  factsWritten(): void {
    this.signals.spread('written');
  }

  logGrew(): void {
    this.signals.spread('grew');
  }

  onFactsWritten(listener: (count: number) => void): void {
    this.written.listen(listener);
  }

  onLogGrew(listener: () => void): void {
    this.grew.listen(listener);
  }

  hear(news: News): void {
    if (news === 'written') this.written.raise(1);
    else this.grew.raise();
  }

  async start(): Promise<void> {
    // Heard from the beginning.
  }

  async stop(): Promise<void> {
    this.signals.forget(this);
  }
}
