import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { type Lane, type LaneIdentity, laneName, type LogSource } from '../lanes/lane.js';
import { acquire, type Lease, leaseMs, release, releaseAll, renew } from '../lanes/lease.js';
import { lanesOn } from '../lanes/lanes-on.js';
import { givenUp, register } from '../lanes/registry.js';
import { Roster } from '../lanes/roster.js';
import { comparePositions, type Position } from '../log/position.js';
import { SameLogError, StaleEpochError } from '../messaging.errors.js';
import { reportPlaces } from '../retention/reporting.js';
import { finishShadow } from '../replay/shadow-table.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { Timers } from '../timers.js';
import type { Transport } from '../transports/transport.js';
import type { WorkerTools } from './consumption.js';
import { nextDue } from './delivery-table.js';
import { HeldLane, HeldLanes } from './held-lanes.js';
import { LaneWorker } from './lane-worker.js';
import { OtherLogs } from './other-logs.js';

/** Leases are renewed and taken over, and facts and due retries that nobody told of are looked for, this often. */
const heartbeatMs = leaseMs / 3;

export interface HostTools extends WorkerTools {
  /** Of its own, so that no delivery can keep the leases from being renewed. */
  readonly leases: Pool;
  readonly timers: Timers;
  /** The log of the database in which the cursors lie. */
  readonly source: LogSource;
  readonly otherSources?: readonly LogSource[];
}

/** Runs its share of the lanes of the subscriptions that this process knows, each in a loop of its own. */
export class DeliveryHost {
  private readonly logger = new Logger('Delivery');
  private readonly held = new HeldLanes();
  private readonly registered = new Set<LogSource>();
  private readonly logs = new Map<string, LogSource>();
  private readonly others: OtherLogs;
  private readonly roster: Roster;
  private found: readonly Subscription[] | undefined;
  private endHeartbeats: (() => void) | undefined;
  private beating: Promise<void> | undefined;
  private running = false;
  private stopped = false;

  /**
   * @param find the consumers exist only when every module is initialised, so they are looked up on first use
   * @param owner names this process in the leases
   */
  constructor(
    private readonly find: () => readonly Subscription[],
    private readonly owner: string,
    private readonly tools: HostTools,
    transport: Transport,
  ) {
    const { source, otherSources = [] } = tools;
    this.roster = new Roster(tools.leases, owner);
    this.others = new OtherLogs(otherSources, (other) => this.acquireOn(other));
    // Over a broker facts of every log may have landed.
    const told = transport.brokers === undefined ? [source] : [source, ...otherSources];
    transport.onLogGrew(() => told.forEach((each) => this.lookForFacts(each)));
    for (const other of otherSources) other.elsewhere?.grew.listen(() => this.lookForFacts(other));
  }

  /** Every subscription whose consumers run in this process. */
  get subscriptions(): readonly Subscription[] {
    this.found ??= this.find();
    return this.found;
  }

  async start(): Promise<void> {
    this.running = true;
    this.stopped = false;
    await this.heartbeat();
    this.endHeartbeats = this.tools.timers.every(heartbeatMs, () => {
      this.beating ??= this.heartbeat()
        .catch((error: unknown) => this.logger.error(`The heartbeat failed: ${String(error)}`))
        .finally(() => {
          this.beating = undefined;
        });
    });
    await this.others.round();
  }

  /** Finishes the batches at hand, then gives the leases back. */
  async stop(): Promise<void> {
    this.running = false;
    this.stopped = true;
    this.endHeartbeats?.();
    this.endHeartbeats = undefined;
    this.held.wake();
    await this.beating;
    await Promise.all([this.held.ended(), ...this.held.all.map((held) => this.giveBack(held))]);
    // Those too that were let go after an error and not taken again.
    await releaseAll(this.tools.leases, this.owner).catch((error: unknown) => this.warn(error));
    await this.roster.leave().catch((error: unknown) => this.warn(error));
  }

  /** Gives every lease back although its deliveries have not ended. Their transactions must have. */
  async abandon(): Promise<void> {
    this.running = false;
    this.endHeartbeats?.();
    await releaseAll(this.tools.leases, this.owner).catch((error: unknown) => this.warn(error));
    await this.roster.leave().catch((error: unknown) => this.warn(error));
  }

  /** Delivers everything that can be delivered now. For a host that was not started. Returns whether there was anything. */
  async drain(): Promise<boolean> {
    await this.acquireOn(this.tools.source);
    await this.others.round();
    let progressed = false;
    for (const held of this.held.all) {
      try {
        held.worker.lookForDue();
        while (await held.worker.step()) progressed = true;
        await held.worker.saveCursor();
        await this.endIfDone(held);
      } catch (error) {
        this.held.letGo(held);
        if (!(error instanceof StaleEpochError)) throw error;
        progressed = true;
      }
    }
    return progressed;
  }

  /**
   * How far a subscription has come in this database's log, if all of it runs here: its slowest lane. Fresher than the
   * database, where idle cursors are written late.
   */
  placeOf(subscription: string): Position | undefined {
    const { source: own } = this.tools;
    const lanes = this.held.all.filter(
      ({ lane }) => lane.source === own && lane.subscription.name === subscription,
    );
    const [first] = lanes;
    if (first === undefined || lanes.length < first.lane.subscription.buckets) return undefined;
    return lanes.map(({ worker }) => worker.position).reduce((a, b) => (comparePositions(a, b) < 0 ? a : b));
  }

  /** How far one lane has come, if it is delivered here. */
  placeOfLane(lane: LaneIdentity): Position | undefined {
    return this.held.find(lane)?.worker.position;
  }

  /** The log of this identity, if this process has read it. */
  sourceOf(log: string): LogSource | undefined {
    return this.logs.get(log);
  }

  /** Looks for work that somebody else created, such as a redrive or a replay. */
  async look(): Promise<void> {
    const names = new Set(this.held.all.map(({ lane }) => lane.subscription.name));
    if (names.size === 0) return;
    for (const { subscription: name, log, bucket, due } of await nextDue(this.tools.leases, [...names])) {
      const held = this.held.find({ name, log, bucket });
      if (held?.worker.expect(due) === true || due <= this.tools.clock.now()) held?.latch.raise();
    }
  }

  private async heartbeat(): Promise<void> {
    await this.renewHeld();
    const readable = [...this.logs].filter(([, source]) => !this.others.isAway(source));
    await this.roster.attend(this.subscriptions, readable);
    this.giveAway();
    if (this.running) {
      await this.acquireOn(this.tools.source);
      // Not awaited: the leases must be renewed whether or not the others answer.
      if (this.endHeartbeats !== undefined)
        this.others.round().catch((error: unknown) => this.logger.error(String(error)));
    }
    for (const { worker } of this.held.all) worker.storePlaceWhenIdle();
    await this.look();
    // A signal may have been lost.
    for (const source of this.logs.values()) this.lookForFacts(source);
  }

  private async renewHeld(): Promise<void> {
    const { all } = this.held;
    if (all.length === 0) return;
    const kept = await renew(
      this.tools.leases,
      all.map(({ lease }) => lease),
    );
    for (const held of all) {
      if (kept.has(held.lease) || !this.held.letGo(held)) continue;
      this.logger.warn(
        `${laneName(held.lane)} is not held here any more: it was paused, or its lease ran out. It is taken again as soon as that may be.`,
      );
    }
  }

  /** What another worker should have, now that it is here, once the batch at hand is finished. */
  private giveAway(): void {
    for (const held of this.held.all)
      if (this.roster.isAnothers(held.lane)) this.held.ending(held, this.giveBack(held));
  }

  private async acquireOn(source: LogSource): Promise<void> {
    const { leases } = this.tools;
    const log = await this.logOf(source);
    const isNew = !this.registered.has(source);
    if (isNew) await register(leases, log, this.subscriptions, source);
    // Before anything is read, and again with each heartbeat; one that does not answer keeps its lanes from being taken.
    if (source.elsewhere !== undefined) {
      const database = await this.tools.source.reader.logId();
      await reportPlaces(leases, source.elsewhere.readers, log, database);
      if (isNew) await source.elsewhere.readers.awaitTick();
    }
    this.registered.add(source);
    const all = await lanesOn(leases, this.subscriptions, source, log);
    const free = all.filter((lane) => this.held.isFree(lane));
    if (free.length === 0) return;
    const wanted = free.map((lane) => ({
      subscription: lane.subscription.name,
      bucket: lane.bucket,
      isAnothers: this.roster.isAnothers(lane),
    }));
    if (this.stopped) return;
    const acquired = await acquire(leases, this.owner, log, wanted);
    if (acquired.length > 0) source.facts.forget();
    for (const { lease, cursor } of acquired) {
      const lane = free.find(
        ({ subscription, bucket }) => subscription.name === lease.subscription && bucket === lease.bucket,
      );
      if (lane !== undefined) this.hold(lane, lease, cursor);
    }
    if (acquired.length < free.length) await this.mendRegistry(source, log);
  }

  /** What an operator gave up while this process was frozen or cut off has no lanes to be taken. The next round makes them. */
  private async mendRegistry(source: LogSource, log: string): Promise<void> {
    const lost = await givenUp(this.tools.leases, log, this.subscriptions);
    if (lost.length === 0) return;
    this.registered.delete(source);
    this.logger.warn(
      `${lost.join(' and ')} had been given up, and runs here. It begins again where its consumers ask it to start.`,
    );
  }

  /** Its identity, once it answers. */
  private async logOf(source: LogSource): Promise<string> {
    const log = await source.reader.logId();
    const known = this.logs.get(log);
    if (known !== undefined && known !== source) {
      const nameOf = ({ elsewhere }: LogSource) => elsewhere?.name ?? 'the database of this process';
      throw new SameLogError(nameOf(source), nameOf(known));
    }
    this.logs.set(log, source);
    return log;
  }

  private hold(lane: Lane, lease: Lease, cursor: Position): void {
    const held = new HeldLane(lane, lease, new LaneWorker(lane, lease, cursor, this.tools));
    this.held.add(held);
    if (this.running) held.loop = this.run(held);
  }

  /**
   * After an error that is not the consumer's own (database away, lease lost) nobody here knows how far the database came. The
   * next heartbeat takes the lease anew, with the place as it is stored.
   */
  private async run(held: HeldLane): Promise<void> {
    while (this.running && this.held.has(held)) {
      try {
        if (await held.worker.step()) continue;
        await this.endIfDone(held);
      } catch (error) {
        // One whose lease went to another on purpose is no news.
        if (!this.held.letGo(held)) return;
        const message = error instanceof Error ? error.message : String(error);
        if (error instanceof StaleEpochError) this.logger.warn(message);
        else this.logger.error(`${laneName(held.lane)} stands still: ${message}`);
        return;
      }
      await held.rest(this.tools, heartbeatMs);
    }
  }

  /** The last lane of a shadow to come to its end takes it away. */
  private async endIfDone(held: HeldLane): Promise<void> {
    if (!held.worker.isAtItsEnd) return;
    await held.worker.saveCursor();
    const { subscription, log } = held.lane;
    if (await finishShadow(this.tools.leases, subscription.base, log, this.tools.clock.now()))
      for (const other of this.held.all)
        if (other.lane.subscription.name === subscription.name && other.lane.log === log)
          this.held.letGo(other);
  }

  /** What fails here heals by itself: the lease runs out, and whoever takes it goes on from the stored place. */
  private async giveBack(held: HeldLane): Promise<void> {
    this.held.letGo(held);
    await held.loop;
    try {
      await held.worker.saveCursor();
      await release(this.tools.leases, held.lease);
    } catch (error) {
      this.warn(error);
    }
  }

  private warn(error: unknown): void {
    this.logger.warn(error instanceof Error ? error.message : String(error));
  }

  private lookForFacts(source: LogSource): void {
    source.facts.grew();
    this.held.wake(source);
  }
}
