export { AggregateRoot } from './aggregate-root.js';
export { Clock, SystemClock } from './clock.js';
export type { IDomainEvent, KindedEvent } from './domain-event.js';
export {
  DomainEvents,
  type DomainEventCallback,
  type EventOrigin,
} from './domain-events.js';
export {
  AccountDeletedError,
  ConcurrentChangeError,
  DomainError,
  type DomainErrorKind,
  ProjectionBehindError,
} from './errors.js';
export { type FactOutcome, FactOutcomes } from './fact-outcomes.js';
export { Ids, SystemIds, uuidV7 } from './ids.js';
export { networkOf } from './network.js';
export { PersonalData } from './personal-data.js';
export { Randomness, SystemRandomness } from './randomness.js';
export { Projections } from './projections.js';
