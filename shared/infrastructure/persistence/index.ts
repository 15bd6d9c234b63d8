export { contextOfProvider } from './context-of-provider.js';
export { Database } from './database.js';
export type { FactSink } from './fact-sink.js';
export { Migrations } from './migrations.js';
export {
  NoUnitOfWorkError,
  UndispatchedEventsError,
  UnhandledDomainEventError,
  UnitOfWorkEndedError,
} from './persistence.errors.js';
export { PersistenceModule } from './persistence.module.js';
export { keepAliveInitialDelayMillis, prepared, type PoolSettings } from './pool.js';
export { TracedUnits } from './traced-units.js';
export type { UnitOfWork } from './unit-of-work.js';
export { isDatabaseAway, isTransient, type UnitOptions, UnitsOfWork } from './units-of-work.js';
