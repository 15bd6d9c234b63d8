import type { EmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { SeededRandomness } from '@boardwalk/testing/seeded-randomness';
import type { MessagingApplication } from '@boardwalk/testing/messaging-application';
import type { BrokerServer } from '../../servers/broker-server.ts';
import type { CarrierName } from '../../servers/carriers.ts';
import { startApplication } from './application/application.ts';
import { crews, EverythingConsumer, subscriptions } from './application/consumers.ts';
import type { Assault } from './assault/assault.ts';
import { Tally } from './assault/assault.ts';
import { assailBroker } from './assault/at-broker.ts';
import { assailCrew } from './assault/at-crew.ts';
import { assailDatabase } from './assault/at-database.ts';
import { assailRelays } from './assault/at-relays.ts';
import { UnrelatedTransaction } from './assault/unrelated-transaction.ts';
import { Budget } from './budget.ts';
import { Convergence } from './convergence.ts';
import { ExternalSink } from './external-sink.ts';
import { Fleet, relays } from './fleet.ts';
import { type Bounds, breachesOf, type Peak } from './invariants/invariant.ts';
import { judge, judgeStandstill, type Verdict } from './invariants/judge.ts';
import { Operator } from './operator.ts';
import { Recoveries } from './recovery.ts';
import { replayIntoShadow } from './replay.ts';
import { Samples } from './samples.ts';
import { scheduleOf } from './schedule.ts';
import { Witness } from './witness.ts';
import { HostileWriters, writerCount } from './writers.ts';

export interface SiegeSettings {
  /** Restarted by the siege; whoever started it supervises it. Its database is empty. */
  readonly server: EmbeddedPostgres;
  readonly seed: number;
  readonly facts: number;
  /** How often a worker is killed while a transaction of it is under way. */
  readonly kills: number;
  /** How often one is stopped for longer than its leases last, and then goes on as if nothing had happened. */
  readonly freezes: number;
  /** How often the database is taken away. */
  readonly restarts: number;
  /** What facts travel over, if they do not stay in the database, and how often that is killed or emptied. */
  readonly broker?: {
    readonly carrier: CarrierName;
    readonly server: BrokerServer;
    readonly restarts: number;
    readonly wipes: number;
  };
  /** After it no further blow begins. */
  readonly minutes: number;
  /** Absent where only correctness is judged. */
  readonly bounds?: Bounds;
  readonly plant?: string;
  readonly report: (line: string) => void;
}

export interface Outcome {
  readonly seed: number;
  readonly verdicts: readonly Verdict[];
  readonly counts: Readonly<Record<string, number>>;
  readonly peak: Peak;
  readonly convergence: Readonly<Record<'standstill' | 'end', number | undefined>>;
  readonly recoveries: Recoveries;
  readonly seconds: number;
  /** The newest of what the processes said. */
  readonly said: string;
}

const relayCount = 2;

/** One key in a hundred is poisoned. */
const fewestKeys = 100;
const factsPerKey = 250;

/** Hostile writers on one side; workers, relays and a database that are killed, frozen and restarted on the other. */
export async function besiege(settings: SiegeSettings): Promise<Outcome> {
  const { url } = settings.server;
  const sink = await ExternalSink.open(new SeededRandomness(settings.seed));
  const witness = new Witness(url);
  const fleet = new Fleet({
    url,
    sink: sink.url,
    ...(settings.plant === undefined ? {} : { plant: settings.plant }),
    ...(settings.broker && {
      carriage: { carrier: settings.broker.carrier, url: settings.broker.server.url },
    }),
  });
  let writing: MessagingApplication | undefined;
  try {
    writing = await startApplication({
      url,
      name: 'chaos writers',
      roles: [],
      consumers: [EverythingConsumer],
    });
    await witness.install();
    return await new Siege(settings, { sink, witness, fleet, writing }).run();
  } finally {
    fleet.end();
    await sink.close();
    await writing?.stop();
    await witness.close();
  }
}

interface Parts {
  readonly sink: ExternalSink;
  readonly witness: Witness;
  readonly fleet: Fleet;
  readonly writing: MessagingApplication;
}

class Siege {
  private readonly startedAt = performance.now();
  private readonly settings: SiegeSettings;
  private readonly parts: Parts;
  private readonly budget: Budget;
  private readonly tally: Tally;
  private readonly recoveries: Recoveries;
  private readonly writers: HostileWriters;
  private readonly operator: Operator;
  private readonly samples: Samples;

  constructor(settings: SiegeSettings, parts: Parts) {
    this.settings = {
      ...settings,
      report: (line) =>
        settings.report(`${((performance.now() - this.startedAt) / 1_000).toFixed(1)} s: ${line}`),
    };
    this.parts = parts;
    this.budget = new Budget(settings.facts);
    this.tally = new Tally(settings.kills + settings.freezes);
    this.recoveries = new Recoveries(parts.witness);
    this.writers = new HostileWriters(parts.writing, parts.witness, this.budget, {
      seed: settings.seed,
      keys: Math.max(fewestKeys, Math.ceil(settings.facts / factsPerKey)),
    });
    this.operator = new Operator(parts.writing, parts.witness);
    this.samples = new Samples(parts.witness, this.budget);
  }

  async run(): Promise<Outcome> {
    const { witness, fleet } = this.parts;
    const { report } = this.settings;
    await this.startFleet();
    const sampling = this.samples.run();
    const convergence = new Convergence(witness, subscriptions);
    let standstill: number | undefined;
    let end: number | undefined;
    const verdicts: Verdict[] = [];
    try {
      const failures = breachesOf(await this.assail());
      verdicts.push({
        id: 'siege',
        truth: 'every blow was dealt, and every subscription went on after it',
        ...failures,
      });
      report('every blow is dealt and every fact is written');
      standstill = await convergence.untilStandstill(
        Math.max(this.tally.lastBlowAt, this.budget.lastCommitAt),
      );
      verdicts.push(await judgeStandstill({ witness, subscriptions }));
      report('nothing moves any more; everything is mended and redriven');
      const mendedAt = performance.now();
      await this.operator.mendEverything();
      end = await convergence.untilEnd(mendedAt);
      report('everything is delivered; it is replayed into a shadow');
      await replayIntoShadow(this.parts.writing, EverythingConsumer.subscription);
    } finally {
      this.samples.end();
      await sampling;
    }
    await fleet.stop();
    report('everything has come to its end; the judges look');
    return this.outcome(verdicts, { standstill, end });
  }

  private async startFleet(): Promise<void> {
    const { fleet } = this.parts;
    const names = [
      ...Array.from({ length: relayCount }, () => relays),
      ...crews.flatMap(({ name, workers }) => Array.from({ length: workers }, () => name)),
    ];
    await Promise.all(names.map((name) => fleet.start(name)));
    this.settings.report(
      `seed ${this.settings.seed}: ${writerCount} writers, ${relayCount} relays, ${names.length - relayCount} workers`,
    );
  }

  /** Everything at once. Ends when every blow has been dealt and every fact is written; says what went wrong. */
  private async assail(): Promise<string[]> {
    const { server, seed, facts, kills, freezes, restarts, broker, minutes, report } = this.settings;
    const { witness, fleet } = this.parts;
    const { budget, tally, recoveries } = this;
    const schedule = scheduleOf({
      ...{ seed, kills, freezes, restarts, crews: crews.map(({ name }) => name) },
      ...(broker && { brokerRestarts: broker.restarts, wipes: broker.wipes }),
    });
    const deadline = this.startedAt + minutes * 60_000;
    const failures: string[] = [];
    const over = () => failures.length > 0 || performance.now() > deadline;
    const guarded = async (work: Promise<void>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
        budget.end();
      }
    };
    const assault: Assault = { witness, fleet, budget, recoveries, tally, report, over };
    budget.allow(1 / (tally.planned + 1));
    const blows = [
      ...[...schedule.crews].map(([crew, crewBlows]) => assailCrew(crew, crewBlows, assault)),
      assailRelays(schedule.relays, assault),
      assailDatabase(server, schedule.restarts, assault),
      ...(broker ? [assailBroker(broker.server, schedule.broker, assault)] : []),
    ].map(guarded);
    const writing = [this.writers.write(), this.operator.walk(() => !budget.spent)].map(guarded);
    const unrelated = new UnrelatedTransaction(server.url);
    try {
      await Promise.all(blows);
      // Nothing stands in the way of what is left; unless time is up, when nothing more may come.
      if (over()) budget.end();
      else budget.finish();
      await Promise.all(writing);
    } finally {
      await unrelated.end();
    }
    const wanted = {
      ...{ committed: facts, kills, freezes, restarts },
      ...{ brokerRestarts: broker?.restarts ?? 0, wipes: broker?.wipes ?? 0 },
    };
    const done = {
      committed: budget.committed,
      kills: tally.kills,
      freezes: tally.freezes,
      restarts: tally.restarts,
      brokerRestarts: tally.brokerRestarts,
      wipes: tally.wipes,
    };
    for (const [what, count] of Object.entries(wanted)) {
      const reached = done[what as keyof typeof wanted];
      if (reached < count) failures.push(`${what}: ${reached} of ${count} within ${minutes} minutes`);
    }
    return failures;
  }

  private async outcome(before: readonly Verdict[], convergence: Outcome['convergence']): Promise<Outcome> {
    const { settings, tally, recoveries, writers, budget, operator } = this;
    const { witness, sink, fleet } = this.parts;
    const peak = { rss: fleet.peak.rss, waiting: fleet.peak.waiting, depth: this.samples.depth };
    const receipts = [...sink.receipts.values()];
    const verdicts = await judge({
      witness,
      subscriptions,
      deeds: writers.deeds,
      receipts,
      freezes: tally.freezes,
      refusals: fleet.refusals,
      leaks: fleet.leaks,
      deaths: fleet.deaths,
      convergence,
      peak,
      ...(settings.bounds === undefined ? {} : { bounds: settings.bounds }),
    });
    return {
      seed: settings.seed,
      verdicts: [...before, ...verdicts],
      counts: {
        facts: budget.committed,
        rolledBack: budget.rolledBack,
        unansweredCommits: writers.deeds.unanswered,
        kills: tally.kills,
        torn: tally.torn,
        freezes: tally.freezes,
        refusedWrites: fleet.refusals,
        relayBlows: tally.relayBlows,
        restarts: tally.restarts,
        brokerRestarts: tally.brokerRestarts,
        wipes: tally.wipes,
        redriven: operator.redriven,
        disturbedRecoveries: recoveries.disturbed,
        accepted: receipts.reduce((sum, { accepted }) => sum + accepted, 0),
        refused: receipts.reduce((sum, { refused }) => sum + refused, 0),
        unanswered: sink.unanswered,
        ...(await this.stored()),
      },
      peak,
      convergence,
      recoveries,
      seconds: (performance.now() - this.startedAt) / 1_000,
      said: fleet.said,
    };
  }

  private stored(): Promise<Record<string, number>> {
    return this.parts.witness.one(
      `SELECT (SELECT count(*) FROM chaos.effects)::int AS effects,
        (SELECT count(*) FROM messaging.deliveries WHERE attempts > 1)::int AS retried,
        (SELECT count(*) FROM messaging.deliveries WHERE state = 'skipped')::int AS skipped,
        (SELECT count(*) FROM chaos.letters)::int AS intents,
        (SELECT count(*) FROM chaos.letters WHERE status = 'unknown')::int AS parked`,
    );
  }
}
