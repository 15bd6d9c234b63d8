import { Logger } from '@nestjs/common';
import { Latch } from '../latch.js';
import type { LogReader } from '../log/log-reader.js';
import type { Position } from '../log/position.js';
import { StaleEpochError } from '../messaging.errors.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { Transport } from '../transports/transport.js';
import { nextDue } from './delivery-table.js';
import { acquire, type Lease, leaseMs, release, renew } from './lease.js';
import { SubscriptionWorker, type WorkerTools } from './subscription-worker.js';

/** Leases are renewed and taken over, and facts and due retries that nobody told of are looked for, this often. */
const heartbeatMs = leaseMs / 3;

interface Held {
  readonly lease: Lease;
  readonly worker: SubscriptionWorker;
}

/** Runs the subscriptions of this process whose lease it can get, each in a loop of its own. */
export class DeliveryHost {
  private readonly logger = new Logger('Delivery');
  private readonly held = new Map<string, Held>();
  private readonly latches = new Map<string, Latch>();
  private found: readonly Subscription[] | undefined;
  private loops: Promise<void>[] = [];
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private stopping = false;

  /**
   * @param find the consumers exist only when every module is initialised, so they are looked up on first use
   * @param owner names this process in the leases
   */
  constructor(
    private readonly find: () => readonly Subscription[],
    private readonly owner: string,
    private readonly tools: WorkerTools,
    private readonly reader: LogReader,
    transport: Transport,
  ) {
    transport.onLogGrew(() => this.lookForFacts());
  }

  /** Every subscription whose consumers run in this process. */
  get subscriptions(): readonly Subscription[] {
    this.found ??= this.find();
    return this.found;
  }

  async start(): Promise<void> {
    this.stopping = false;
    for (const { name } of this.subscriptions) this.latches.set(name, new Latch());
    await this.heartbeat();
    this.loops = this.subscriptions.map(({ name }) => this.run(name));
    this.timer = setInterval(() => {
      this.beating ??= this.heartbeat()
        .catch((error: unknown) => this.logger.error(`The heartbeat failed: ${String(error)}`))
        .finally(() => {
          this.beating = undefined;
        });
    }, heartbeatMs);
  }

  /** Finishes the batches at hand, then gives the leases back. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    this.wakeAll();
    await Promise.all([...this.loops, this.beating]);
    await Promise.all([...this.held].map(([name, held]) => this.giveBack(name, held)));
    this.held.clear();
  }

  /** Delivers everything that can be delivered now. For a host that was not started. Returns whether there was anything. */
  async drain(): Promise<boolean> {
    await this.acquireFree();
    let progressed = false;
    for (const [name, held] of this.held) {
      try {
        progressed = (await held.worker.runDue()) || progressed;
        while (await held.worker.step()) progressed = true;
        await held.worker.saveCursor();
      } catch (error) {
        this.letGo(name, held);
        throw error;
      }
    }
    return progressed;
  }

  /** How far a subscription has come, if it runs here. Fresher than the database, where idle cursors are written late. */
  placeOf(subscription: string): Position | undefined {
    return this.held.get(subscription)?.worker.position;
  }

  /** Looks for work that somebody else created, such as a redrive. */
  async look(): Promise<void> {
    const due = await nextDue(this.tools.pool, await this.reader.logId());
    for (const [name, at] of due) {
      this.held.get(name)?.worker.expect(at);
      if (at <= this.tools.clock.now()) this.latches.get(name)?.raise();
    }
  }

  private async heartbeat(): Promise<void> {
    await this.renewHeld();
    await this.acquireFree();
    for (const { worker } of this.held.values()) worker.storePlaceWhenIdle();
    await this.look();
    // A signal may have been lost.
    this.lookForFacts();
  }

  private async renewHeld(): Promise<void> {
    if (this.held.size === 0) return;
    const kept = await renew(
      this.tools.pool,
      [...this.held.values()].map(({ lease }) => lease),
    );
    for (const name of this.held.keys()) {
      if (kept.has(name)) continue;
      this.held.delete(name);
      this.logger.warn(`The lease on ${name} was lost. It is taken again as soon as it is free.`);
    }
  }

  private async acquireFree(): Promise<void> {
    const free = this.subscriptions.filter(({ name }) => !this.held.has(name));
    if (free.length === 0 || this.stopping) return;
    const log = await this.reader.logId();
    const acquired = await acquire(
      this.tools.pool,
      this.owner,
      log,
      free.map(({ name }) => name),
    );
    for (const { lease, cursor } of acquired) {
      const subscription = free.find(({ name }) => name === lease.subscription);
      if (subscription === undefined) continue;
      this.held.set(lease.subscription, {
        lease,
        worker: new SubscriptionWorker(subscription, lease, cursor, this.tools),
      });
      this.latches.get(lease.subscription)?.raise();
    }
  }

  private async run(name: string): Promise<void> {
    const latch = this.latches.get(name) ?? new Latch();
    while (!this.stopping) {
      const progressed = await this.stepOf(name);
      if (!progressed) await latch.wait();
    }
  }

  /**
   * After an error that is not the consumer's own (database away, lease lost) nobody here knows how far the database came. The
   * next heartbeat takes the lease anew, with the place as it is stored.
   */
  private async stepOf(name: string): Promise<boolean> {
    const held = this.held.get(name);
    if (held === undefined) return false;
    try {
      return await held.worker.step();
    } catch (error) {
      this.letGo(name, held);
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof StaleEpochError) this.logger.warn(message);
      else this.logger.error(`${name} stands still: ${message}`);
      return false;
    }
  }

  private letGo(name: string, held: Held): void {
    if (this.held.get(name) === held) this.held.delete(name);
  }

  /** What fails here heals by itself: the lease runs out, and whoever takes it goes on from the stored place. */
  private async giveBack(name: string, { worker, lease }: Held): Promise<void> {
    try {
      await worker.saveCursor();
      await release(this.tools.pool, lease);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.logger.warn(`The lease on ${name} was not given back: ${message}`);
    }
  }

  private lookForFacts(): void {
    this.reader.logGrew();
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const latch of this.latches.values()) latch.raise();
  }
}
