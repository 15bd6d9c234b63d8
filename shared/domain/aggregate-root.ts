import type { IDomainEvent } from './domain-event.js';

/**
 * The consistency boundary of a context. It records what happened while it changes; the repository that saves it hands
 * the recorded events on. It knows neither who listens nor how.
 */
export abstract class AggregateRoot<E extends IDomainEvent = IDomainEvent> {
  private readonly recorded: E[] = [];
  private savedVersion: number;

  /** @param version number of saves so far; 0 for an aggregate that was never saved. */
  protected constructor(version = 0) {
    this.savedVersion = version;
  }

  abstract readonly id: string;

  get version(): number {
    return this.savedVersion;
  }

  /** Events recorded since the last dispatch, oldest first. */
  get domainEvents(): readonly E[] {
    return this.recorded;
  }

  /** Called after the state has changed, never before, and not at all when a rule refuses the change. */
  protected addDomainEvent(event: E): void {
    this.recorded.push(event);
  }

  clearEvents(): void {
    this.recorded.length = 0;
  }

  /** Called by the repository as it saves. Returns the new version; the row must still carry the one before it. */
  advance(): number {
    this.savedVersion += 1;
    return this.savedVersion;
  }
}
