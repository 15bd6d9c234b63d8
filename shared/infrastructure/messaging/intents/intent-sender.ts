import { Clock, Randomness } from '@boardwalk/domain';
import {
  attribute,
  carrierOf,
  contextOf,
  recordFailure,
  type TraceCarrier,
  tracer,
} from '@boardwalk/observability';
import { type Database, isDatabaseAway, isTransient, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { delayAfter } from '../delivery/retry-policy.js';
import { Latch } from '../latch.js';
import { Timers } from '../timers.js';
import { CallNotRepeatableError } from '../messaging.errors.js';
import type { CallAccount } from './call-account.js';
import type { CallOutcome, IntentRow, IntentTable, UnknownCall, Verdict } from './intent.js';
import { IntentQueries } from './intent-queries.js';

/** A sender that nobody woke looks for due intents this often. */
const pollMs = 1_000;

interface Queue {
  readonly name: string;
  readonly latch: Latch;
  /** Calls that are being made. Each raises the latch when it ends. */
  readonly running: Set<Promise<void>>;
  /** Begins the calls that are due, as far as there is room. Returns those that it began; none of them fails. */
  readonly begin: () => Promise<Promise<void>[]>;
  readonly queries: Pick<IntentQueries<IntentRow>, 'unknown' | 'reconcile' | 'account'>;
  readonly isRepeatable: boolean;
}

/**
 * Makes calls to the world outside that a transaction has promised: the intent was written with the effects of its fact,
 * the call happens afterwards, and each attempt is recorded before it begins. A process that dies during a call leaves an
 * intent whose outcome is unknown, which is parked.
 */
@Injectable()
export class IntentSender {
  private readonly logger = new Logger('IntentSender');
  private readonly queues: Queue[] = [];
  /** Outcomes that are known and could not be stored, because the database was away. */
  private readonly unsettled = new Set<() => Promise<void>>();
  private loops: Promise<void>[] = [];
  private endPolls: (() => void) | undefined;
  private stopping = false;

  constructor(
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
    private readonly randomness: Randomness,
    private readonly timers: Timers,
  ) {}

  /** The contexts of which the world outside learns by calls. */
  readonly externalContexts = new Set<string>();

  /** Registers a module's table of intents. Called while the module is initialised. */
  serve<Row extends IntentRow, Tables>(database: Database<Tables>, settings: IntentTable<Row>): void {
    const queries = new IntentQueries<Row>(database as Database<unknown>, settings, this.units);
    const { isRepeatable } = settings;
    this.externalContexts.add(database.schema);
    const name = `${database.schema}.${settings.table}`;
    const [latch, running] = [new Latch(), new Set<Promise<void>>()];
    const make = (intent: Row) => {
      const call = this.send(name, intent, queries, settings)
        .catch((error: unknown) =>
          this.logger.error({ msg: `${name} ${intent.id} was not made`, err: error }),
        )
        .finally(() => {
          running.delete(call);
          latch.raise();
        });
      running.add(call);
      return call;
    };
    const begin = async () => (await this.claim(queries, settings.concurrency - running.size)).map(make);
    this.queues.push({ name, latch, running, begin, queries, isRepeatable });
  }

  /** The value of an intent's column `trace`, taken where the intent is written. */
  trace(): string {
    return JSON.stringify(carrierOf());
  }

  /** Wakes the senders when the running unit of work has committed. Called where an intent is written. */
  written(): void {
    this.units.current()?.onSettled((committed) => {
      if (committed) for (const { latch } of this.queues) latch.raise();
    });
  }

  /** Calls of which nobody knows whether they arrived, queue by queue, oldest first. */
  async unknown(mostPerQueue: number): Promise<UnknownCall[]> {
    const found = await Promise.all(
      this.queues.map(async ({ name, queries, isRepeatable }) =>
        (await queries.unknown(mostPerQueue)).map((call) => ({ ...call, queue: name, isRepeatable })),
      ),
    );
    return found.flat();
  }

  /**
   * What became of the calls that this process knows of, queue by queue.
   * @param patienceMs how long a call may be due while none is made
   */
  accounts(patienceMs: number): Promise<CallAccount[]> {
    return Promise.all(
      this.queues.map(async ({ name, queries }) => ({
        queue: name,
        ...(await queries.account(this.clock.now(), patienceMs)),
      })),
    );
  }

  /**
   * Settles an unknown call by what somebody has found out. False when it is not unknown, or not any more.
   * @throws {CallNotRepeatableError} when it is to be made again, and what it said is gone
   */
  async reconcile(queueName: string, id: string, verdict: Verdict): Promise<boolean> {
    const queue = this.queues.find(({ name }) => name === queueName);
    if (queue === undefined) return false;
    if (verdict === 'again' && !queue.isRepeatable) throw new CallNotRepeatableError(queueName, id);
    return this.units.run(() => {
      this.written();
      return queue.queries.reconcile(id, verdict, this.clock.now());
    });
  }

  start(): void {
    this.stopping = false;
    this.loops = this.queues.map((queue) => this.run(queue));
    this.endPolls = this.timers.every(pollMs, () => {
      for (const { latch } of this.queues) latch.raise();
    });
  }

  /** Lets running calls end. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endPolls?.();
    for (const { latch } of this.queues) latch.raise();
    await Promise.all(this.loops);
  }

  /** Makes every call that is due. Returns whether there was any. */
  async drain(): Promise<boolean> {
    let any = false;
    for (const { begin } of this.queues) any = (await allOf(begin)) || any;
    return any;
  }

  private async run({ name, latch, running, begin }: Queue): Promise<void> {
    while (!this.stopping) {
      try {
        while (!this.stopping && (await begin()).length > 0);
      } catch (error) {
        this.logger.error(`${name} stands still: ${error instanceof Error ? error.message : String(error)}`);
      }
      await latch.wait();
    }
    await Promise.all(running);
  }

  private async claim<Row extends IntentRow>(queries: IntentQueries<Row>, most: number): Promise<Row[]> {
    for (const settleAgain of [...this.unsettled]) {
      this.unsettled.delete(settleAgain);
      await settleAgain();
    }
    await queries.parkAbandoned(this.clock.now());
    return most > 0 ? queries.claim(this.clock.now(), most) : [];
  }

  private async send<Row extends IntentRow>(
    name: string,
    intent: Row,
    queries: IntentQueries<Row>,
    settings: IntentTable<Row>,
  ): Promise<void> {
    const parent = contextOf(JSON.parse(intent.trace) as TraceCarrier);
    const span = tracer().startSpan(
      `send ${name}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          [attribute.serverAddress]: settings.destination,
          [attribute.attempt]: intent.attempt,
          [attribute.context]: name.split('.', 1)[0] ?? name,
          [attribute.messageId]: intent.id,
        },
      },
      parent,
    );
    const outcome = await context.with(trace.setSpan(parent, span), () => callWithin(settings, intent));
    const [endedAt, nextAttempt] = [this.clock.now(), this.nextAttempt(intent, outcome, settings)];
    await this.settled(name, intent, () => queries.settle(intent, outcome, endedAt, nextAttempt));
    if (outcome.kind !== 'accepted') {
      recordFailure(span, new Error(outcome.kind));
      this.logger.warn(`${name} ${intent.id}, attempt ${intent.attempt}: ${outcome.kind}: ${outcome.error}`);
    }
    span.end();
  }

  /** Never throws: one outcome that cannot be stored must not leave the calls beside it unattended. */
  private async settled(name: string, intent: IntentRow, settle: () => Promise<boolean>): Promise<void> {
    try {
      const taken = await settle();
      if (!taken) this.logger.warn(`${name} ${intent.id} was settled while its call lasted, and stays so.`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.logger.error(`The outcome of ${name} ${intent.id} was not stored: ${message}`);
      if (isDatabaseAway(error) || isTransient(error))
        this.unsettled.add(() => this.settled(name, intent, settle));
    }
  }

  private nextAttempt<Row extends IntentRow>(
    intent: Row,
    outcome: CallOutcome,
    settings: IntentTable<Row>,
  ): Date | null {
    if (intent.attempt >= settings.attempts || !mayComeAgain(outcome, settings)) return null;
    const asked = outcome.kind === 'refused' ? outcome.retryAfterMs : undefined;
    const wait = asked ?? delayAfter(intent.attempt, settings, this.randomness);
    return new Date(this.clock.now().getTime() + wait);
  }
}

/** Begins calls until none is due and those have ended. Returns whether there was any. */
async function allOf(begin: Queue['begin']): Promise<boolean> {
  const mine = new Set<Promise<void>>();
  let any = false;
  for (;;) {
    const begun = await begin();
    any ||= begun.length > 0;
    for (const call of begun) {
      mine.add(call);
      void call.then(() => mine.delete(call));
    }
    if (begun.length === 0 && mine.size === 0) return any;
    if (begun.length === 0) await Promise.race(mine);
  }
}

function mayComeAgain(
  outcome: CallOutcome,
  { isIdempotent = false }: { readonly isIdempotent?: boolean },
): boolean {
  if (outcome.kind === 'refused') return !outcome.permanent;
  return outcome.kind === 'unknown' && isIdempotent;
}

async function callWithin<Row extends IntentRow>(
  settings: IntentTable<Row>,
  intent: Row,
): Promise<CallOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<CallOutcome>((resolve) => {
    const error = `no answer within ${settings.timeoutMs} ms`;
    timer = setTimeout(() => resolve({ kind: 'unknown', error }), settings.timeoutMs);
  });
  try {
    return await Promise.race([settings.call(intent), tooLate]);
  } catch (error) {
    // A call that throws has not said whether the provider took it.
    return { kind: 'unknown', error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
