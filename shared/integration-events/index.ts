export type { CatalogConsumer, ContractEntry, JsonSchema, PersonalField } from './catalog-entry.js';
export type { AnyContract, ContractClass, EventMetadata, Fact, Fields } from './contract.js';
export {
  asRead,
  contractOf,
  contractOfFact,
  everyContract,
  type FactOf,
  revive,
  typed,
  type TypedFact,
  unhandled,
  UnhandledFactError,
  type WireType,
} from './facts.js';
export * from './generated/contracts.js';
export { contracts, type IntegrationEvent } from './generated/registry.js';
export { schemas } from './generated/schemas.js';
