/**
 * Something that happened inside one bounded context. Private: it never leaves its context; a publisher translates it
 * into an integration event.
 */
export interface IDomainEvent {
  /** When it happened, by the injected clock. */
  readonly dateTimeOccurred: Date;
  getAggregateId(): string;
}

/**
 * A private event as publishers see it: the literal `kind` tells structurally equal classes apart, so that a publisher's
 * table can be checked for completeness by the compiler.
 */
export interface KindedEvent extends IDomainEvent {
  readonly kind: string;
}
