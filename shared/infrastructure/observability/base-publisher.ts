import { DomainEvents, type EventOrigin, type KindedEvent } from '@boardwalk/domain';
import type { Fact } from '@boardwalk/integration-events';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { FactStamper } from './fact-stamper.js';

/** Says that a private event stays private: no other context learns of it. */
export const keptPrivate: unique symbol = Symbol('kept private');

/**
 * What a context does with each of its private events: a public fact, or nothing. The compiler names an event that is
 * missing from the table.
 */
export type Publishes<E extends KindedEvent> = {
  readonly [Kind in E['kind']]: ((event: Extract<E, { kind: Kind }>) => void) | typeof keptPrivate;
};

/**
 * Translates the private events of one context into public facts. A subclass has one typed method per fact and one
 * table, and no code about transactions, transports or tracing.
 */
@Injectable()
export abstract class BasePublisher<E extends KindedEvent> implements OnModuleInit {
  protected abstract readonly publishes: Publishes<E>;
  private origin: { event: KindedEvent; origin: EventOrigin } | undefined;

  constructor(
    private readonly eventBus: EventBus,
    private readonly domainEvents: DomainEvents,
    private readonly stamper: FactStamper,
  ) {}

  onModuleInit(): void {
    for (const kind of Object.keys(this.publishes) as E['kind'][]) {
      const entry = this.publishes[kind] as ((event: KindedEvent) => void) | typeof keptPrivate;
      this.domainEvents.register((event, origin) => {
        if (entry !== keptPrivate) this.translate(entry, event as KindedEvent, origin);
      }, kind);
    }
  }

  /**
   * Stages a fact: it becomes visible if and only if the unit of work commits. Honestly void, since nothing here can
   * fail or wait. Throws `NoUnitOfWorkError` outside a unit of work and `ContractViolationError` for a fact that does not
   * match its own schema.
   */
  protected publish(fact: Fact): void {
    const occurredAt = this.origin?.event.dateTimeOccurred;
    const sequence = this.origin?.origin.sequence;
    const stamped = this.stamper.stamp(fact, {
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(sequence === undefined ? {} : { sequence }),
    });
    void this.eventBus.publish(fact, stamped);
  }

  // Translation is synchronous, so the event being translated can be remembered here without mixing up two requests.
  private translate(entry: (event: KindedEvent) => void, event: KindedEvent, origin: EventOrigin): void {
    this.origin = { event, origin };
    try {
      entry(event);
    } finally {
      this.origin = undefined;
    }
  }
}
