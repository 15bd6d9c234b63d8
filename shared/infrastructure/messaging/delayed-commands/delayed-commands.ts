import { Clock, Ids, Randomness } from '@boardwalk/domain';
import { carrierOf, currentMessageContext, runWithMessageContext } from '@boardwalk/observability';
import { type Database, NoUnitOfWorkError, type UnitOfWork, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { isNotTheConsumers, isPermanent } from '../delivery/consumption.js';
import { failureMessage, storableText } from '../delivery/failure-message.js';
import { defaultRetry, delayAfter } from '../delivery/retry-policy.js';
import { Latch } from '../latch.js';
import { UnknownCommandError, UnreadableCommandError } from '../messaging.errors.js';
import { Timers } from '../timers.js';
import { CommandSpan } from './command-span.js';
import type { DeadCommand, DelayedCommand, DelayedCommandSettings } from './delayed-command.js';
import * as table from './delayed-command-table.js';

/** A command whose time nobody announced is found this late at the most. */
const pollMs = 1_000;

interface ContextOfCommands {
  readonly name: string;
  readonly readers: Map<string, (fields: unknown) => object>;
  readonly latch: Latch;
}

/**
 * Runs commands of a context at a later time: durable, each in one transaction with its row being taken away, so that its
 * effect happens once. What fails is tried again as deliveries are, and gives up where an operator sees it.
 */
@Injectable()
export class DelayedCommands {
  private readonly logger = new Logger('DelayedCommands');
  private readonly contexts = new Map<string, ContextOfCommands>();
  private loops: Promise<void>[] = [];
  private endPolls: (() => void) | undefined;
  private stopping = false;

  constructor(
    private readonly units: UnitsOfWork,
    private readonly pool: Pool,
    private readonly commandBus: CommandBus,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly randomness: Randomness,
    private readonly timers: Timers,
  ) {}

  /** Makes a command of a context one that it may ask for later. Called while the module is put together. */
  serve<Command extends object, Tables>(
    { schema }: Database<Tables>,
    { name, read }: DelayedCommandSettings<Command>,
  ): DelayedCommand<Command> {
    const context = this.contexts.get(schema) ?? { name: schema, readers: new Map(), latch: new Latch() };
    if (context.readers.has(name))
      throw new Error(`${schema} has two delayed commands "${name}". Rename one of them.`);
    this.contexts.set(schema, context);
    context.readers.set(name, read);
    return {
      schedule: (key, at, command) => this.schedule(context, name, { key, at, command }),
      cancel: (key) => table.takeAway(this.unit(name), schema, name, key),
    };
  }

  start(): void {
    this.stopping = false;
    this.loops = [...this.contexts.values()].map((context) => this.run(context));
    this.endPolls = this.timers.every(pollMs, () => this.look());
  }

  /** Lets running commands end. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endPolls?.();
    this.look();
    await Promise.all(this.loops);
  }

  /** Runs every command that is due. Returns whether there was any. */
  async drain(): Promise<boolean> {
    let any = false;
    for (const context of this.contexts.values()) while (await this.runNext(context)) any = true;
    return any;
  }

  /** Those that gave up, latest failure first. */
  dead(most: number): Promise<DeadCommand[]> {
    return table.selectDeadCommands(this.pool, most);
  }

  /** Lets one that gave up run again, with the whole number of attempts. False when it is not dead, or not any more. */
  async redrive(id: string): Promise<boolean> {
    return this.units.run(async (unit) => {
      unit.onSettled((committed) => committed && this.look());
      return table.revive(unit, id, this.clock.now());
    });
  }

  private async schedule(
    { name: context, latch }: ContextOfCommands,
    name: string,
    { key, at, command }: { readonly key: string; readonly at: Date; readonly command: object },
  ): Promise<void> {
    const unit = this.unit(name);
    // Whatever fills a shadow was asked for when it happened.
    if (unit.kind.shadow === true) return;
    const chain = currentMessageContext();
    const headers: table.CommandHeaders = {
      ...(chain !== undefined && { correlationid: chain.correlationId }),
      ...(chain?.causationId !== undefined && { causationid: chain.causationId }),
      ...carrierOf(),
    };
    const payload = JSON.stringify(command);
    await table.put(unit, [this.ids.next(), context, name, key, payload, JSON.stringify(headers), at]);
    unit.onSettled((committed) => committed && latch.raise());
  }

  private unit(name: string): UnitOfWork {
    const unit = this.units.current();
    if (unit === undefined) throw new NoUnitOfWorkError(`The delayed command ${name} was asked for`);
    return unit;
  }

  private look(): void {
    for (const { latch } of this.contexts.values()) latch.raise();
  }

  private async run(context: ContextOfCommands): Promise<void> {
    while (!this.stopping) {
      try {
        if (await this.runNext(context)) continue;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.logger.error(`Delayed commands of ${context.name} stand still: ${message}`);
      }
      await context.latch.wait();
    }
  }

  /** False when nothing was due. */
  private async runNext(context: ContextOfCommands): Promise<boolean> {
    let row: table.CommandRow | undefined;
    let span: CommandSpan | undefined;
    try {
      await this.units.run(async (unit) => {
        row = await table.nextDue(unit, context.name, this.clock.now());
        if (row === undefined) return;
        const headers = JSON.parse(row.headers) as table.CommandHeaders;
        span = new CommandSpan(row, headers);
        await span.within(() => this.execute(context, row as table.CommandRow, headers));
        await table.done(unit, row);
      });
      span?.end();
    } catch (error) {
      span?.end(error);
      if (row === undefined || isNotTheConsumers(error)) throw error;
      await this.fail(row, error, span?.traceparent);
    }
    return row !== undefined;
  }

  private async execute(
    { name, readers }: ContextOfCommands,
    row: table.CommandRow,
    { correlationid, causationid }: table.CommandHeaders,
  ): Promise<void> {
    const read = readers.get(row.command);
    if (read === undefined) throw new UnknownCommandError(name, row.command);
    const command = readable(read, row);
    await runWithMessageContext(
      {
        correlationId: correlationid ?? row.id,
        ...(causationid !== undefined && { causationId: causationid }),
      },
      () => this.commandBus.execute(command),
    );
  }

  private async fail(row: table.CommandRow, error: unknown, traceparent: string | undefined): Promise<void> {
    const attempts = row.attempts + 1;
    const now = this.clock.now();
    const isDead = isPermanent(error) || attempts >= defaultRetry.attempts;
    const dueAt = new Date(now.getTime() + delayAfter(attempts, defaultRetry, this.randomness));
    const errorClass = storableText(error instanceof Error ? error.name : typeof error);
    const errorMessage = failureMessage(error, undefined);
    const failure = { isDead, dueAt, at: now, errorClass, errorMessage, traceparent };
    await this.units.run((unit) => table.recordFailure(unit, row, failure));
    const what = `${row.context}.${row.command} ${row.key} failed at attempt ${attempts}: ${errorClass}: ${errorMessage}`;
    if (isDead) this.logger.error(`${what} It is dead now.`);
    else this.logger.warn(`${what} It runs again at ${dueAt.toISOString()}.`);
  }
}

function readable(
  read: (fields: unknown) => object,
  { context, command, payload }: table.CommandRow,
): object {
  try {
    return read(JSON.parse(payload));
  } catch (error) {
    throw new UnreadableCommandError(context, command, error);
  }
}
