import { Clock, Ids, type Randomness, SystemClock } from '@boardwalk/domain';
import { FactStamper } from '@boardwalk/observability';
import { UnitsOfWork } from '@boardwalk/persistence';
import type { DelayedCommands } from '#core/delayed-commands/delayed-commands.js';
import type { Retention } from '#core/retention/retention.js';
import { DeadLetters } from '#core/dead-letters/dead-letters.js';
import { RedriveWorker } from '#core/dead-letters/redrive-worker.js';
import { DeliveryHost, type HostTools } from '#core/delivery/delivery-host.js';
import { FactDecoder } from '#core/delivery/fact-decoder.js';
import { IntentSender } from '#core/intents/intent-sender.js';
import { FactLog } from '#core/log/fact-log.js';
import { FactsOfLog } from '#core/log/facts-of-log.js';
import { LogReader } from '#core/log/log-reader.js';
import { Relay } from '#core/log/relay.js';
import { Messaging, type MessagingRole } from '#core/messaging.js';
import { PersonalFields } from '#core/personal/personal-fields.js';
import { SubjectKeys } from '#core/personal/subject-keys.js';
import { GroupCommit } from '#core/publishing/group-commit.js';
import { LogEventPublisher } from '#core/publishing/log-event-publisher.js';
import { SubscriptionControl } from '#core/subscriptions/subscription-control.js';
import type { Subscription } from '#core/subscriptions/subscription.js';
import type { Timers } from '#core/timers.js';
import type { Chance } from '../chance.ts';
import type { Network, Recipient } from './connection.ts';
import { type Signals, type SimulatedTransport } from './signals.ts';
import { SimulatedPool } from './simulated-pool.ts';

export interface ProcessSettings {
  readonly name: string;
  readonly roles: readonly MessagingRole[];
  /** How far the process's clock is ahead of the database's, milliseconds. */
  readonly skew: number;
  readonly connections: number;
}

const leaseConnections = 2;

/** As log/tick-session.ts sets it. */
const tickSession = { synchronous: false, losesPatience: false };

/** How long the relay rests, and how long a turn of the event loop takes, milliseconds. */
const rest = 5;
const turn = 0.01;

/** What is not simulated: it has tables of its own, and none of the core's promises depends on it. */
const retention = { look: () => undefined, stop: async () => undefined } as unknown as Retention;
const delayed = { start: () => undefined, stop: async () => undefined } as unknown as DelayedCommands;
const stillTimers: Timers = { every: () => () => undefined, after: () => () => undefined };

/** No contract of the simulation has personal fields, so that no key is ever asked for. */
const personal = new PersonalFields(
  new SubjectKeys('secret of the simulation', new SystemClock(), { find: async () => [] }),
);

/** One process of the platform, put together as its modules do it, on what is simulated. */
export class SimulatedProcess implements Recipient {
  readonly name: string;
  private readonly pool: SimulatedPool;
  private readonly leases: SimulatedPool;
  private readonly ticking: SimulatedPool;
  readonly units: UnitsOfWork;
  readonly publisher: LogEventPublisher;
  readonly deadLetters: DeadLetters;
  readonly control: SubscriptionControl;
  readonly messaging: Messaging;
  readonly transport: SimulatedTransport;
  private state: 'running' | 'frozen' | 'dead' = 'running';
  private readonly backlog: (() => void)[] = [];
  private readonly network: Network;

  constructor(
    network: Network,
    signals: Signals,
    settings: ProcessSettings,
    chance: Chance,
    subscriptions: (process: SimulatedProcess) => readonly Subscription[],
  ) {
    this.network = network;
    this.name = settings.name;
    const clock = new ProcessClock(network, settings.skew);
    this.pool = new SimulatedPool(network, this, settings.connections);
    this.leases = new SimulatedPool(network, this, leaseConnections);
    this.ticking = new SimulatedPool(network, this, 1, tickSession);
    const pool = this.pool.asPool();
    this.units = new UnitsOfWork(pool);
    this.transport = signals.transportOf(this);
    const log = new FactLog(personal);
    this.units.registerSink(log);
    this.publisher = new LogEventPublisher(
      this.units,
      new FactStamper(clock, new ChanceIds(chance.part()), this.transport.system),
      new GroupCommit(this.units, () => this.pause(turn)),
    );
    const reader = new LogReader(pool);
    const randomness: Randomness = chance.part();
    const timers: Timers = {
      every: (milliseconds, run) => this.every(milliseconds, run),
      after: (milliseconds, run) => this.after(milliseconds, run),
    };
    const facts = new FactsOfLog(reader, this.transport.source(reader));
    const tools: HostTools = {
      ...{ pool, units: this.units, clock, randomness, timers, transport: this.transport },
      leases: this.leases.asPool(),
      source: { reader, facts, decoder: new FactDecoder(personal) },
    };
    const host = new DeliveryHost(() => subscriptions(this), this.name, tools, this.transport);
    const relay = new Relay(this.ticking.asPool(), this.transport, () => this.pause(rest));
    const intents = new IntentSender(this.units, clock, randomness, timers);
    this.deadLetters = new DeadLetters(pool, this.units, clock);
    this.control = new SubscriptionControl(this.units, clock);
    const redrives = new RedriveWorker(pool, this.units, clock, stillTimers, this.name, () => host.look());
    this.messaging = new Messaging(
      new Set(settings.roles),
      ...([this.transport, log, relay, retention, host, intents, delayed, redrives, timers] as const),
    );
  }

  get runs(): boolean {
    return this.state === 'running';
  }

  get isDead(): boolean {
    return this.state === 'dead';
  }

  receive(news: () => void): void {
    if (this.state === 'dead') return;
    if (this.state === 'frozen') {
      this.backlog.push(news);
      return;
    }
    this.network.scheduler.settles();
    news();
  }

  /** kill -9: nothing of it runs any more, and its promises never settle. */
  kill(how: 'in order' | 'at once', serverNoticesAfter: number): void {
    this.state = 'dead';
    this.cut(how, serverNoticesAfter);
  }

  /** All its connections go. */
  cut(how: 'in order' | 'at once', serverNoticesAfter: number): void {
    for (const { connections } of [this.pool, this.leases, this.ticking])
      for (const connection of connections) connection.cut(how, serverNoticesAfter);
  }

  /** As SIGSTOP does: what comes in waits. */
  freeze(): void {
    if (this.state === 'running') this.state = 'frozen';
  }

  thaw(): void {
    if (this.state !== 'frozen') return;
    this.state = 'running';
    for (const news of this.backlog.splice(0)) this.network.scheduler.after(1, () => this.receive(news));
  }

  /** A timer of this process. A frozen one fires once when it goes on, however often it would have. */
  every(milliseconds: number, run: () => void): () => void {
    let isStopped = false;
    let isDue = false;
    const { scheduler } = this.network;
    const fire = () => {
      if (isStopped || this.state === 'dead') return;
      scheduler.after(milliseconds * 1_000, fire);
      if (isDue) return;
      isDue = true;
      this.receive(() => {
        isDue = false;
        if (!isStopped) run();
      });
    };
    scheduler.after(milliseconds * 1_000, fire);
    return () => {
      isStopped = true;
    };
  }

  after(milliseconds: number, run: () => void): () => void {
    let isCancelled = false;
    const { scheduler } = this.network;
    scheduler.after(milliseconds * 1_000, () => {
      if (isCancelled) return;
      this.receive(() => {
        if (!isCancelled) run();
      });
    });
    return () => {
      isCancelled = true;
    };
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) =>
      this.network.scheduler.after(milliseconds * 1_000, () => this.receive(resolve)),
    );
  }
}

class ProcessClock extends Clock {
  private readonly network: Network;
  private readonly skew: number;

  constructor(network: Network, skew: number) {
    super();
    this.network = network;
    this.skew = skew;
  }

  now(): Date {
    return new Date(this.network.server.clock + this.skew);
  }
}

class ChanceIds extends Ids {
  private readonly chance: Chance;
  private readonly start: string;
  private made = 0;

  constructor(chance: Chance) {
    super();
    this.chance = chance;
    this.start = chance.between(0, 0xffffffff).toString(16).padStart(8, '0');
  }

  next(): string {
    this.made += 1;
    return `${this.start}-0000-7000-8000-${this.made.toString(16).padStart(12, '0')}`;
  }

  secret(): string {
    return `secret-${this.chance.between(0, 0x7fffffff)}`;
  }
}
