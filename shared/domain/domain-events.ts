import type { AggregateRoot } from './aggregate-root.js';
import type { IDomainEvent } from './domain-event.js';

/** What is known about a private event besides its own fields. */
export interface EventOrigin {
  /** `<aggregate version>.<index inside that version>`; orders the events of one aggregate. */
  readonly sequence: string;
}

export type DomainEventCallback = (event: IDomainEvent, origin: EventOrigin) => void | Promise<void>;

/**
 * Hands the events of saved aggregates to the publisher and the local handlers of their context, inside the unit of
 * work that saved them. Scoped to that unit of work: two concurrent requests never see each other's events.
 */
export abstract class DomainEvents {
  /** Registers a callback for one `kind` of event, for the life of the process. */
  abstract register(callback: DomainEventCallback, kind: string): void;

  /** Remembers a changed aggregate, so that a unit of work that forgot to dispatch it fails instead of losing events. */
  abstract markAggregateForDispatch(aggregate: AggregateRoot): void;

  /**
   * Runs every callback of every recorded event in order and clears them. Called by repositories after the row is
   * written. Throws `UnhandledDomainEventError` for an event that nobody registered for.
   */
  abstract dispatchEventsForAggregate(aggregate: AggregateRoot): Promise<void>;

  abstract clearHandlers(): void;
  abstract clearMarkedAggregates(): void;
}
