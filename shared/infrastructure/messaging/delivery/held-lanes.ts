import type { Clock } from '@boardwalk/domain';
import { Latch } from '../latch.js';
import { identityOf, type Lane, type LaneIdentity, laneKey, type LogSource } from '../lanes/lane.js';
import type { Lease } from '../lanes/lease.js';
import type { Timers } from '../timers.js';
import type { LaneWorker } from './lane-worker.js';

/** A lane rests this long before it runs retries, so that those of many keys share a transaction. */
const leastRestMs = 25;

/** A lane while this process delivers it. */
export class HeldLane {
  /** Raised when there may be something to do. */
  readonly latch = new Latch();
  /** Ends after the lane was let go. */
  loop: Promise<void> = Promise.resolve();

  constructor(
    readonly lane: Lane,
    readonly lease: Lease,
    readonly worker: LaneWorker,
  ) {}

  /**
   * Until somebody tells of work, or the next retry is due: the keys of a lane must not wait for a heartbeat each time.
   * @param longestMs when it is woken by somebody else at the latest
   */
  async rest({ timers, clock }: { timers: Timers; clock: Clock }, longestMs: number): Promise<void> {
    const { due } = this.worker;
    const wait = due === undefined ? longestMs : due.getTime() - clock.now().getTime();
    const cancel =
      wait < longestMs ? timers.after(Math.max(leastRestMs, wait), () => this.latch.raise()) : undefined;
    await this.latch.wait();
    cancel?.();
  }
}

/** The lanes that this process delivers, and those that it is giving back. */
export class HeldLanes {
  private readonly held = new Map<string, HeldLane>();
  private readonly givenBack = new Map<string, Promise<void>>();

  get all(): readonly HeldLane[] {
    return [...this.held.values()];
  }

  find(lane: LaneIdentity): HeldLane | undefined {
    return this.held.get(laneKey(lane));
  }

  add(held: HeldLane): void {
    this.held.set(laneKey(identityOf(held.lane)), held);
  }

  has(held: HeldLane): boolean {
    return this.held.get(laneKey(identityOf(held.lane))) === held;
  }

  /** Neither delivered here nor being given back. */
  isFree(lane: Lane): boolean {
    const key = laneKey(identityOf(lane));
    return !this.held.has(key) && !this.givenBack.has(key);
  }

  /** Ends the loop of a lane. False when it had ended already. */
  letGo(held: HeldLane): boolean {
    if (!this.has(held)) return false;
    this.held.delete(laneKey(identityOf(held.lane)));
    held.latch.raise();
    return true;
  }

  /** It is not free before this has ended. */
  ending(held: HeldLane, end: Promise<void>): void {
    const key = laneKey(identityOf(held.lane));
    this.givenBack.set(
      key,
      end.finally(() => this.givenBack.delete(key)),
    );
  }

  /** When everything that is being given back has been. */
  async ended(): Promise<void> {
    await Promise.all(this.givenBack.values());
  }

  /** There may be something to do for those of this log, or for all. */
  wake(source?: LogSource): void {
    for (const { lane, latch } of this.held.values())
      if (source === undefined || lane.source === source) latch.raise();
  }
}
