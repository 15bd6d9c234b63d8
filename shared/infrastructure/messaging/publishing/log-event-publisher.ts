import type { Fact } from '@boardwalk/integration-events';
import { FactStamper, measures, type StampedFact } from '@boardwalk/observability';
import { NoUnitOfWorkError, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { IEvent, IEventPublisher } from '@nestjs/cqrs';
import { violationsOfWritten } from '../contract-validation.js';
import { ContractViolationError } from '../messaging.errors.js';
import { GroupCommit } from './group-commit.js';

/**
 * Stands behind Nest's EventBus. Inside a unit of work `publish` stages the fact and returns nothing; outside it returns
 * the promise of the fact's own durable append, which the caller awaits.
 */
@Injectable()
export class LogEventPublisher implements IEventPublisher {
  constructor(
    private readonly units: UnitsOfWork,
    private readonly stamper: FactStamper,
    private readonly groupCommit: GroupCommit,
  ) {}

  publish<T extends IEvent>(event: T, stampedByPublisher?: unknown): void | Promise<void> {
    const stamped =
      (stampedByPublisher as StampedFact | undefined) ?? this.stamper.stamp(event as unknown as Fact);
    const violations = violationsOfWritten(stamped.contract.type, event);
    if (violations.length > 0) {
      measures().violated(stamped.contract.type, 'written');
      throw new ContractViolationError(stamped.contract.type, violations);
    }
    const unit = this.units.current();
    if (unit !== undefined) return unit.stage(stamped);
    if (stampedByPublisher !== undefined)
      throw new NoUnitOfWorkError(`${stamped.contract.type} was published`);
    return this.groupCommit.append(stamped);
  }
}
