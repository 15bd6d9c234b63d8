import type { Fact } from '@boardwalk/integration-events';
import { Injectable } from '@nestjs/common';
import { CommandBus, type ICommand, type IEventHandler } from '@nestjs/cqrs';

/**
 * Translates one public fact into a command of its own context. A subclass is a pure function with a name; the delivery
 * host that calls it supplies the transaction, the order, the retries and the `process` span around it.
 */
@Injectable()
export abstract class BaseConsumer<F extends Fact> implements IEventHandler<F> {
  constructor(private readonly commandBus: CommandBus) {}

  /** Null means that this fact asks nothing of this context; the delivery is recorded as skipped. */
  abstract toCommand(event: F): ICommand | null;

  /** Throws what the command throws: isolation, retries and dead letters belong to the delivery host. */
  async handle(event: F): Promise<'ack' | 'skipped'> {
    const command = this.toCommand(event);
    if (command === null) return 'skipped';
    await this.commandBus.execute(command);
    return 'ack';
  }
}
