import { setImmediate as turn } from 'node:timers/promises';
import type { Randomness } from '@boardwalk/domain';
import {
  comparePositions,
  type FactSource,
  InProcessTransport,
  type LogElsewhere,
  type LogRow,
  type Transport,
  type TransportFeatures,
} from '@boardwalk/messaging';

/** Which faults are injected. Absent means never. */
export interface Faults {
  /** Every row comes twice, and the batch before it once more. */
  readonly duplicate?: boolean;
  /** Rows that came before come again between the new ones, in any order. The new ones keep theirs: it is the log's. */
  readonly reorder?: boolean;
  /** Of what lies ready only the older half is brought, the rest with a later read; and the first signal of each kind is lost. */
  readonly dropOnce?: boolean;
  /** Chance that a read takes so long that later signals come before its rows. */
  readonly delay?: number;
  /** Chance that a read fails as if the connection had broken. */
  readonly failedReads?: number;
  /** Chance that a signal is lost, so that only polling finds the fact. */
  readonly lostSignals?: number;
}

/** Rows that may come again. */
const remembered = 50;

/** Turns of the event loop that a late read waits at the most. */
const longestDelay = 50;

type News = 'written' | 'grew' | 'grew elsewhere';

/** A transport that misbehaves in every way that a transport may. */
export class FaultInjectingTransport implements Transport {
  readonly name = 'fault-injecting';
  readonly system: Transport['system'];
  readonly features: TransportFeatures;
  readonly brokers?: NonNullable<Transport['brokers']>;
  private readonly dropped = new Set<News>();

  constructor(
    private readonly faults: Faults,
    private readonly randomness: Randomness,
    private readonly inner: Transport = new InProcessTransport(),
  ) {
    this.system = inner.system;
    this.features = inner.features;
    if (inner.brokers !== undefined) this.brokers = inner.brokers;
  }

  source(log: FactSource, elsewhere?: LogElsewhere): FactSource {
    const healthy = this.inner.source(
      log,
      elsewhere && { ...elsewhere, grew: () => this.passes('grew elsewhere') && elsewhere.grew() },
    );
    const late = new Set<string>();
    let before: readonly LogRow[] = [];
    return {
      read: async (after) => {
        if (this.strikes(this.faults.failedReads)) throw new Error('The connection broke (injected).');
        const rows = this.olderHalf(await healthy.read(after), late);
        if (this.strikes(this.faults.delay)) await this.linger();
        const seen = before.filter((row) => comparePositions(row, after) <= 0);
        before = [...before, ...rows].slice(-remembered);
        if (this.faults.reorder === true) return this.amongThem(seen, rows);
        return this.faults.duplicate === true ? [...seen, ...rows.flatMap((row) => [row, row])] : rows;
      },
    };
  }

  factsWritten(count: number): void {
    if (this.passes('written')) this.inner.factsWritten(count);
  }

  logGrew(): void {
    if (this.passes('grew')) this.inner.logGrew();
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

  /** Each row is left out once; never all of them, or whoever drains would believe that there are none. */
  private olderHalf(rows: readonly LogRow[], late: Set<string>): readonly LogRow[] {
    if (this.faults.dropOnce !== true || rows.length < 2) return rows;
    const half = Math.ceil(rows.length / 2);
    const cut = rows.findIndex(({ id }, place) => place >= half && !late.has(id));
    if (cut === -1) return rows;
    for (const { id } of rows.slice(cut)) late.add(id);
    return rows.slice(0, cut);
  }

  private amongThem(seen: readonly LogRow[], rows: readonly LogRow[]): readonly LogRow[] {
    const mixed = rows.flatMap((row, place) => (place % 2 === 0 ? [row, row] : [row]));
    for (const row of [...seen, ...rows]) {
      // A new one may come again anywhere behind its first time.
      const first = mixed.indexOf(row) + 1;
      mixed.splice(first + Math.floor(this.randomness.fraction() * (mixed.length - first + 1)), 0, row);
    }
    return mixed;
  }

  private async linger(): Promise<void> {
    const turns = Math.ceil(this.randomness.fraction() * longestDelay);
    for (let n = 0; n < turns; n += 1) await turn();
  }

  private passes(news: News): boolean {
    if (this.faults.dropOnce === true && !this.dropped.has(news)) {
      this.dropped.add(news);
      return false;
    }
    return !this.strikes(this.faults.lostSignals);
  }

  private strikes(chance: number | undefined): boolean {
    return chance !== undefined && this.randomness.fraction() < chance;
  }
}
