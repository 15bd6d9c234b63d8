import type { Chance } from '../chance.ts';
import { Server } from '../database/server.ts';
import { Transaction } from '../database/transaction.ts';
import { Scheduler } from '../scheduler.ts';
import { modelledStatements } from '../statements/all.ts';
import { type Answer, execute } from './commands.ts';
import type { CommitFault, Network, Recipient } from './connection.ts';
import { subscriptionsOf, Tempers } from './consumers.ts';
import type { Fault, OrderPlan, Plan } from './plan.ts';
import { SimulatedProcess } from './process.ts';
import { Signals } from './signals.ts';
import { Watch } from './watch.ts';

const connections = 5;

/** How long a process that could not start waits before it is started again. */
const restartMs = 300;

const mostPresses = 5;

const resumeAgainMs = 200;

interface Slot {
  process: SimulatedProcess;
  readonly does: Plan['processes'][number];
  starts: number;
  /** What happens to the next COMMIT that leaves it. */
  commitFault: CommitFault;
}

/** Whoever hears of an error presses again. */
async function redriven(process: SimulatedProcess, eventId: string, subscription: string): Promise<void> {
  for (let presses = 0; ; presses += 1) {
    try {
      await process.deadLetters.redrive(eventId, subscription);
      return;
    } catch (error) {
      if (presses === mostPresses) throw error;
    }
  }
}

/** Everything of one schedule: the database, the processes, and what happens to them. */
export class World implements Network {
  readonly scheduler = new Scheduler();
  readonly server: Server;
  readonly watch: Watch;
  readonly tempers: Tempers;
  readonly answers = new Map<string, Answer>();
  readonly plan: Plan;
  readonly chance: Chance;
  /** What was planned and has not happened yet, and faults that are not over. */
  private trouble = 0;
  private readonly underWay = new Set<{ readonly process: SimulatedProcess }>();
  private readonly slots: Slot[];
  /** Whose process only ever does what an operator asks for. */
  private readonly operator: SimulatedProcess;
  private readonly signals: Signals;
  private readonly story: string[] | undefined;

  constructor(plan: Plan, chance: Chance, story: string[] | undefined) {
    this.plan = plan;
    this.chance = chance;
    this.story = story;
    this.watch = new Watch();
    this.server = new Server(this.scheduler, chance.part(), modelledStatements, (transaction) => {
      this.watch.committed(transaction, this.server);
      this.haunt(transaction);
    });
    this.tempers = new Tempers(chance.part(), plan);
    this.signals = new Signals(this.scheduler, chance.part(), plan.signals);
    this.slots = plan.processes.map((does, number) => ({
      process: this.newProcess(`p${number + 1}.1`, does),
      ...{ does, starts: 1, commitFault: 'none' },
    }));
    this.operator = this.newProcess('operator', { relay: false, worker: false, skew: 0 });
  }

  tell(line: () => string): void {
    this.story?.push(`${(this.scheduler.now / 1000).toFixed(3).padStart(10)} ${line()}`);
  }

  commitFault(recipient: Recipient): CommitFault {
    const slot = this.slots.find(({ process }) => process === recipient);
    const fault = slot?.commitFault ?? 'none';
    if (slot !== undefined) slot.commitFault = 'none';
    return fault;
  }

  /** Plans everything that the schedule says, and starts the processes. */
  begin(): void {
    const { scheduler, plan } = this;
    for (const number of this.slots.keys()) this.start(number);
    for (const [number, command] of plan.commands.entries()) {
      const name = `command ${number + 1}`;
      this.trouble += 1;
      scheduler.after(command.at * 1_000, () => {
        this.trouble -= 1;
        const process = this.slots[command.process]?.process;
        if (process?.runs !== true) return;
        this.answers.set(name, 'nothing');
        this.call(process, name, async () => {
          const answer = await execute(name, command, process);
          this.tell(() => `${process.name}: ${name} ${answer}`);
          this.answers.set(name, answer);
        });
      });
    }
    for (const { at, order } of plan.orders) {
      this.trouble += 1;
      scheduler.after(at * 1_000, () => {
        this.trouble -= 1;
        this.treat(order);
      });
    }
    for (const { at, ...fault } of plan.faults) {
      this.trouble += 1;
      scheduler.after(at * 1_000, () => {
        this.trouble -= 1;
        this.strike(fault);
      });
    }
  }

  /** While something is still to happen, or a caller waits for an answer. */
  get isTroubled(): boolean {
    return this.trouble > 0 || [...this.underWay.values()].some((call) => !call.process.isDead);
  }

  /** The consumers fail no more, and every dead letter is redriven, as often as an impatient operator does. */
  repair(): void {
    this.tell(() => '*** everything is repaired and redriven');
    this.tempers.areHealed = true;
    for (const slot of this.slots) slot.commitFault = 'none';
    for (const { state, eventId, subscription } of this.server.tables.deliveries.values()) {
      if (state !== 'parked' && state !== 'skipped') continue;
      for (let presses = this.chance.between(1, 2); presses > 0; presses -= 1) {
        const { process } = this.chance.oneOf(this.slots);
        this.call(process, 'redrive', () => redriven(process, eventId, subscription));
      }
    }
  }

  /** An operator who does something about a dead letter in the moment in which the next fact of its key is delivered. */
  private haunt(transaction: Transaction): void {
    if (this.plan.haunting === 0 || transaction.xid === undefined) return;
    for (const { by, key } of this.server.tables.facts) {
      if (by !== transaction || !this.chance.strikes(this.plan.haunting)) continue;
      const order = this.chance.oneOf(['redrive', 'archive'] as const);
      this.scheduler.after(this.chance.between(0, 12_000), () => this.treat(order, key));
    }
  }

  /** Somebody looks after the dead letters while everything goes on. */
  private treat(order: OrderPlan['order'], ofKey?: string): void {
    const dead = [...this.server.tables.deliveries.values()].filter(
      ({ state, key }) =>
        (state === 'parked' || state === 'skipped') && (ofKey === undefined || key === ofKey),
    );
    if (dead.length === 0) return;
    const { eventId, subscription } = this.chance.oneOf(dead);
    const { deadLetters } = this.operator;
    this.trouble += 1;
    this.order(
      () =>
        order === 'redrive'
          ? deadLetters.redrive(eventId, subscription)
          : deadLetters.archive({ eventId, subscription }),
      () => {
        this.trouble -= 1;
      },
    );
  }

  /** Of the processes that are there. */
  get names(): readonly string[] {
    return this.slots.map(({ process }) => process.name);
  }

  /** Everybody goes, in good order. */
  stop(): void {
    this.tell(() => '*** everybody is asked to stop');
    for (const { process } of this.slots) this.call(process, 'stop', () => process.messaging.stop());
  }

  /** Again and again until it is done: the database may be away. */
  private resume(subscription: string): void {
    const isPaused = [...this.server.tables.subscriptions.values()].some(
      ({ name, pausedAt }) => name === subscription && pausedAt !== null,
    );
    if (!isPaused) return;
    this.trouble += 1;
    this.order(
      () => this.operator.control.resume(subscription),
      () => {
        this.trouble -= 1;
        this.troubleFor(resumeAgainMs, () => this.resume(subscription));
      },
    );
  }

  /** Something that an operator does; it may fail. */
  private order(work: () => Promise<unknown>, then: () => void): void {
    this.operator.receive(() => {
      work()
        .catch((error: unknown) => this.tell(() => `${this.operator.name}: ${String(error)}`))
        .finally(then);
    });
  }

  private call(process: SimulatedProcess, what: string, work: () => Promise<void>): void {
    const call = { process };
    this.underWay.add(call);
    process.receive(() => {
      work()
        .catch((error: unknown) => this.watch.violations.push(`${what} failed: ${String(error)}`))
        .finally(() => this.underWay.delete(call));
    });
  }

  private newProcess(name: string, does: Plan['processes'][number]): SimulatedProcess {
    const { relay, worker, skew } = does;
    const roles = [...(relay ? (['relay'] as const) : []), ...(worker ? (['worker'] as const) : [])];
    return new SimulatedProcess(
      this,
      this.signals,
      { name, roles, skew, connections },
      this.chance.part(),
      (process) => subscriptionsOf(this.plan, this.tempers, process),
    );
  }

  private start(number: number): void {
    const slot = this.slots[number];
    if (slot === undefined) return;
    const { process } = slot;
    this.tell(() => `${process.name} starts`);
    const began = () =>
      process.messaging.start().catch((error: unknown) => {
        this.tell(() => `${process.name} could not start: ${String(error)}`);
        this.kill(number, restartMs, 'in order', 0);
      });
    this.scheduler.after(1, () => process.receive(() => void began()));
  }

  private strike(fault: Fault): void {
    this.tell(() => `*** ${JSON.stringify(fault)}`);
    switch (fault.kind) {
      case 'kill':
        this.kill(fault.process, fault.down, fault.noticed > 5 ? 'at once' : 'in order', fault.noticed);
        return;
      case 'freeze': {
        const process = this.slots[fault.process]?.process;
        if (process?.runs !== true) return;
        process.freeze();
        this.troubleFor(fault.long, () => process.thaw());
        return;
      }
      case 'cut':
        this.slots[fault.process]?.process.cut('at once', fault.noticed * 1_000);
        return;
      case 'lose commit': {
        const slot = this.slots[fault.process];
        if (slot !== undefined) slot.commitFault = fault.when;
        return;
      }
      case 'crash database': {
        if (!this.server.up) return;
        this.server.crash();
        this.troubleFor(fault.down, () => {
          this.server.up = true;
        });
        return;
      }
      case 'pause':
        this.trouble += 1;
        this.order(
          () => this.operator.control.pause(fault.subscription),
          () => {
            this.trouble -= 1;
            this.troubleFor(fault.long, () => this.resume(fault.subscription));
          },
        );
        return;
      case 'long transaction': {
        const transaction = new Transaction(this.server);
        transaction.id();
        this.troubleFor(fault.long, () => {
          if (transaction.state === 'running') this.server.rollback(transaction);
        });
      }
    }
  }

  private kill(number: number, down: number, how: 'in order' | 'at once', noticed: number): void {
    const slot = this.slots[number];
    if (slot === undefined || slot.process.isDead) return;
    const { process } = slot;
    process.kill(how, noticed * 1_000);
    this.signals.forget(process.transport);
    this.troubleFor(down, () => {
      slot.starts += 1;
      slot.process = this.newProcess(`p${number + 1}.${slot.starts}`, slot.does);
      this.start(number);
    });
  }

  private troubleFor(milliseconds: number, end: () => void): void {
    this.trouble += 1;
    this.scheduler.after(milliseconds * 1_000, () => {
      this.trouble -= 1;
      end();
      this.tell(() => `*** over after ${milliseconds} ms`);
    });
  }
}
