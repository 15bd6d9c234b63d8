import { type Clock, ConcurrentChangeError, DomainError, ProjectionBehindError } from '@boardwalk/domain';
import type { Randomness } from '@boardwalk/domain';
import type { Fact } from '@boardwalk/integration-events';
import { isDatabaseAway, type UnitOfWork, type UnitsOfWork } from '@boardwalk/persistence';
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { type Lane, laneName } from '../lanes/lane.js';
import type { LogRow } from '../log/log-row.js';
import {
  CorruptFactError,
  LogAwayError,
  PersonErasedError,
  StaleEpochError,
  UnknownTypeError,
  UnreadableFactError,
} from '../messaging.errors.js';
import { AttemptSpan, type Carrier } from './attempt.js';
import type { Failure } from './delivery-table.js';
import { failureMessage, storableText } from './failure-message.js';
import { delayAfter } from './retry-policy.js';

export interface WorkerTools {
  readonly pool: Pool;
  readonly units: UnitsOfWork;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly transport: Carrier & { carrierOf?(context: string): Carrier };
}

/** A row that a lane takes, with the fact in it, or with why it cannot be read. */
export type Delivery =
  | { readonly row: LogRow; readonly fact: Fact }
  | { readonly row: LogRow; readonly unreadable: UnreadableFactError };

interface AttemptOf {
  /** 1 for the first. */
  readonly number: number;
  /** Attempts that an earlier budget paid for: a redrive gets the whole number again. */
  readonly attemptsBefore?: number;
  readonly redriveOf?: string | undefined;
  readonly isReplay: boolean;
}

/** Hands single facts to the consumers of a lane's subscription, and judges what comes of it. */
export class Consumption {
  private readonly logger: Logger;
  private readonly carrier: Carrier;

  constructor(
    private readonly lane: Lane,
    private readonly tools: WorkerTools,
  ) {
    this.logger = new Logger(`Delivery ${laneName(lane)}`);
    const { transport } = tools;
    this.carrier = transport.carrierOf?.(lane.subscription.context) ?? transport;
  }

  /** At once where that is possible: most rows need nothing but themselves to be read. */
  decode(row: LogRow, isReplay: boolean): Delivery | Promise<Delivery> {
    const unreadable = (error: unknown): Delivery => {
      if (isNotTheConsumers(error)) throw error;
      // Whatever else reading a row may throw, it must not stop the lane.
      return {
        row,
        unreadable: error instanceof UnreadableFactError ? error : new CorruptFactError(String(error)),
      };
    };
    try {
      const fact = this.lane.source.decoder.decode(row, isReplay);
      return fact instanceof Promise
        ? fact.then((opened) => ({ row, fact: opened }), unreadable)
        : { row, fact };
    } catch (error) {
      return unreadable(error);
    }
  }

  /** The first attempt, in a unit that fails with it. */
  async attempt(unit: UnitOfWork, delivery: Delivery): Promise<void> {
    const span = this.spanOf(delivery.row, this.first);
    const outcome = await this.hand(delivery, span);
    unit.onSettled((committed) => committed && span.end(outcome));
  }

  /**
   * An attempt that may fail without the unit around it: what it did is undone then. Its outcome is told when the unit
   * commits.
   * @returns null when it succeeded
   */
  async tryOut(
    unit: UnitOfWork,
    delivery: Delivery,
    attempt: AttemptOf = this.first,
  ): Promise<Failure | null> {
    const span = this.spanOf(delivery.row, attempt);
    try {
      const outcome = await this.tools.units.nested(unit, () => this.hand(delivery, span));
      unit.onSettled((committed) => committed && span.end(outcome));
      return null;
    } catch (error) {
      if (isNotTheConsumers(error)) throw error;
      return this.judged(unit, delivery, attempt, error, span);
    }
  }

  /** An attempt that failed outside of this unit, together with the transaction that it ran in. */
  fail(unit: UnitOfWork, delivery: Delivery, error: unknown, attempt: AttemptOf = this.first): Failure {
    return this.judged(unit, delivery, attempt, error, this.spanOf(delivery.row, attempt));
  }

  private judged(
    unit: UnitOfWork,
    delivery: Delivery,
    { number, attemptsBefore = 0 }: AttemptOf,
    error: unknown,
    span: AttemptSpan,
  ): Failure {
    const failure = this.failureOf(error, number, number - attemptsBefore, delivery, span.traceparent);
    unit.onSettled((committed) => committed && this.report(delivery.row, failure, error, span));
    return failure;
  }

  private get first(): AttemptOf {
    return { number: 1, isReplay: this.lane.subscription.isShadow };
  }

  private hand(delivery: Delivery, span: AttemptSpan): Promise<'ack' | 'skipped'> {
    if ('unreadable' in delivery) {
      const { unreadable } = delivery;
      return unreadable instanceof PersonErasedError
        ? Promise.resolve('skipped')
        : Promise.reject(unreadable);
    }
    const consumer = this.lane.subscription.consumers.get(delivery.row.type);
    // Unknown when it was read, known since, and not for this subscription.
    if (consumer === undefined) return Promise.resolve('skipped');
    return span.deliver(delivery.fact, consumer);
  }

  private failureOf(
    error: unknown,
    attempts: number,
    spent: number,
    delivery: Delivery,
    traceparent: string | undefined,
  ): Failure {
    const { retry, whenDead } = this.lane.subscription;
    const now = this.tools.clock.now();
    const dead = isPermanent(error) || spent >= retry.attempts;
    const deadState = whenDead === 'park' && !(error instanceof UnknownTypeError) ? 'parked' : 'skipped';
    return {
      attempts,
      state: dead ? deadState : 'retry',
      dueAt: dead ? null : new Date(now.getTime() + delayAfter(spent, retry, this.tools.randomness)),
      at: now,
      errorClass: storableText(error instanceof Error ? error.name : typeof error),
      errorMessage: failureMessage(error, 'fact' in delivery ? delivery.fact : undefined),
      traceparent,
    };
  }

  private report(row: LogRow, failure: Failure, error: unknown, span: AttemptSpan): void {
    const dead = failure.state !== 'retry';
    span.end(dead ? 'dead_letter' : 'retry', error);
    const what = `${row.type} ${row.id} failed at attempt ${failure.attempts}: ${failure.errorClass}: ${failure.errorMessage}`;
    if (dead) this.logger.error(`${what} It is a dead letter now.`);
    else this.logger.warn(`${what} It runs again at ${failure.dueAt?.toISOString()}.`);
  }

  private spanOf(row: LogRow, { number, redriveOf, isReplay }: AttemptOf): AttemptSpan {
    return new AttemptSpan(
      {
        row,
        subscription: this.lane.subscription,
        number,
        isReplay,
        ...(redriveOf === undefined ? {} : { redriveOf }),
      },
      this.carrier,
      () => this.tools.clock.now(),
    );
  }
}

/** A rule said no, or the fact cannot be read: trying again would only repeat it. */
export function isPermanent(error: unknown): boolean {
  if (error instanceof UnreadableFactError) return true;
  if (error instanceof ProjectionBehindError || error instanceof ConcurrentChangeError) return false;
  return error instanceof DomainError;
}

/**
 * The whole lane stands still for it, and no attempt is counted: otherwise later facts would overtake this one. A deadlock
 * is the consumer's own: it took locks in an order that somebody else did not.
 */
export function isNotTheConsumers(error: unknown): boolean {
  return error instanceof StaleEpochError || error instanceof LogAwayError || isDatabaseAway(error);
}
