import { Injectable } from '@nestjs/common';
import type { Bridges } from './bridges/bridges.js';
import type { BrokerTraffic } from './brokers/broker-traffic.js';
import type { FormerRoutes } from './brokers/former-routes.js';
import type { RedriveWorker } from './dead-letters/redrive-worker.js';
import type { DelayedCommands } from './delayed-commands/delayed-commands.js';
import type { DeliveryHost } from './delivery/delivery-host.js';
import type { IntentSender } from './intents/intent-sender.js';
import type { FactLog } from './log/fact-log.js';
import type { Relay } from './log/relay.js';
import { TransportCannotError } from './messaging.errors.js';
import { maintenanceMs, type Retention } from './retention/retention.js';
import type { Timers } from './timers.js';
import type { Transport } from './transports/transport.js';

/** What a process does for the messages: `relay` cuts the log into windows, `worker` delivers and calls. */
export type MessagingRole = 'relay' | 'worker';

/** Nobody may stay silent longer than this when a signal was lost. */
const relayPollMs = 1_000;

/** Starts, stops and, in tests, drains everything that moves facts in this process. */
@Injectable()
export class Messaging {
  private ends: (() => void)[] = [];
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly roles: ReadonlySet<MessagingRole>,
    private readonly transport: Transport,
    private readonly log: FactLog,
    private readonly relay: Relay,
    private readonly retention: Retention,
    private readonly host: DeliveryHost,
    private readonly intents: IntentSender,
    private readonly delayed: DelayedCommands,
    private readonly redrives: RedriveWorker,
    private readonly timers: Timers,
    /** Logs of other databases that are read here. */
    private readonly otherLogs = 0,
    /** Where facts travel through a broker. */
    private readonly traffic?: BrokerTraffic,
    private readonly bridges?: Bridges,
    private readonly formerRoutes?: FormerRoutes,
  ) {
    this.log.written.listen((count) => this.transport.factsWritten(count));
  }

  /** After the migrations, and after every module is initialised. */
  async start(): Promise<void> {
    this.assertCarried();
    this.stopped = undefined;
    await this.transport.start();
    if (this.roles.has('relay')) {
      this.relay.start();
      await this.traffic?.startSending();
      await this.bridges?.start();
      this.retention.look();
      this.ends = [
        this.timers.every(relayPollMs, () => this.relay.poll()),
        this.timers.every(maintenanceMs, () => {
          this.retention.look();
          this.formerRoutes?.look();
        }),
      ];
    }
    if (this.roles.has('worker')) {
      await this.host.start();
      await this.traffic?.startLanding();
      this.intents.start();
      this.delayed.start();
      this.redrives.start();
    }
  }

  private assertCarried(): void {
    const { name, features } = this.transport;
    if (features.crossProcess) return;
    const absent = (['relay', 'worker'] as const).filter((role) => !this.roles.has(role));
    if (absent.length > 0)
      throw new TransportCannotError(
        name,
        `the role ${absent.join(' and the role ')} must then run elsewhere`,
      );
    if (this.otherLogs > 0)
      throw new TransportCannotError(
        name,
        'logs of other databases, which other processes write, are read here',
      );
  }

  /** Why this process can send nothing to brokers, or take nothing from them; nothing when it can, or has none. */
  get brokerTroubles(): readonly string[] {
    return this.traffic?.reasons ?? [];
  }

  /** Calls back whenever the log of this database may have grown; news may be lost. */
  onLogGrew(listener: () => void): void {
    this.transport.onLogGrew(listener);
  }

  /** Finishes what is under way, however long that takes. Asked again, it answers when that is done. */
  stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<void> {
    for (const end of this.ends) end();
    // A drain may have begun it, whatever the roles. Nobody waits for a broker before the lanes are given back.
    const carrying = Promise.all([this.traffic?.stop(), this.bridges?.stop()]);
    if (this.roles.has('worker'))
      await Promise.all([this.redrives.stop(), this.host.stop(), this.intents.stop(), this.delayed.stop()]);
    await carrying;
    if (this.roles.has('relay'))
      await Promise.all([this.relay.stop(), this.retention.stop(), this.formerRoutes?.stop()]);
    await this.transport.stop();
  }

  /** For when stopping takes too long, and after the transactions under way were ended: others take over at once. */
  async abandon(): Promise<void> {
    if (this.roles.has('worker')) await this.host.abandon();
  }

  /** Delivers until nothing is left to deliver. For a process that was not started. Returns whether there was anything. */
  async drain(): Promise<boolean> {
    // Who has no lanes yet is sent nothing.
    let any = this.traffic !== undefined && (await this.host.drain());
    let progressed = true;
    while (progressed) {
      progressed = await this.relay.tick();
      progressed = ((await this.traffic?.drain()) ?? false) || progressed;
      progressed = ((await this.bridges?.drain()) ?? false) || progressed;
      progressed = (await this.redrives.drain()) || progressed;
      progressed = (await this.host.drain()) || progressed;
      progressed = (await this.intents.drain()) || progressed;
      progressed = (await this.delayed.drain()) || progressed;
      any ||= progressed;
    }
    return any;
  }
}
