import {
  type AggregateRoot,
  type DomainEventCallback,
  DomainEvents,
  type IDomainEvent,
  type KindedEvent,
} from '@boardwalk/domain';
import { Injectable, Logger } from '@nestjs/common';
import { NoUnitOfWorkError, UnhandledDomainEventError } from './persistence.errors.js';
import type { UnitsOfWork } from './units-of-work.js';

/** One per context, so that two contexts may use the same word for different events. */
@Injectable()
export class UnitOfWorkDomainEvents extends DomainEvents {
  private readonly logger = new Logger('DomainEvents');
  private readonly callbacks = new Map<string, DomainEventCallback[]>();

  constructor(
    private readonly context: string,
    private readonly units: UnitsOfWork,
  ) {
    super();
  }

  register(callback: DomainEventCallback, kind: string): void {
    this.callbacks.set(kind, [...(this.callbacks.get(kind) ?? []), callback]);
  }

  markAggregateForDispatch(aggregate: AggregateRoot): void {
    this.unit(aggregate).watch(aggregate);
  }

  async dispatchEventsForAggregate(aggregate: AggregateRoot): Promise<void> {
    this.unit(aggregate).watch(aggregate);
    const events = [...aggregate.domainEvents];
    aggregate.clearEvents();
    for (const [index, event] of events.entries()) {
      await this.dispatch(event, `${aggregate.version}.${index}`);
    }
  }

  clearHandlers(): void {
    this.callbacks.clear();
  }

  clearMarkedAggregates(): void {
    this.units.current()?.unwatchAll();
  }

  private async dispatch(event: IDomainEvent, sequence: string): Promise<void> {
    const { kind } = event as KindedEvent;
    const callbacks = this.callbacks.get(kind);
    if (callbacks === undefined) throw new UnhandledDomainEventError(this.context, kind);
    this.logger.debug(`${this.context} ${kind} of ${event.getAggregateId()}`);
    for (const callback of callbacks) await callback(event, { sequence });
  }

  private unit(aggregate: AggregateRoot) {
    const unit = this.units.current();
    if (unit === undefined) throw new NoUnitOfWorkError(`${aggregate.constructor.name} was saved`);
    return unit;
  }
}
