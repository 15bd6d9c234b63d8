import type { ContractEntry, JsonSchema } from './catalog-entry.js';
import type { AnyContract, EventMetadata, Fact } from './contract.js';
import { contracts, type IntegrationEvent } from './generated/registry.js';

/** Every wire type. */
export type WireType = keyof typeof contracts;

/** The fact that a wire type names. */
export type FactOf<T extends WireType> = InstanceType<(typeof contracts)[T]['class']>;

/** A fact beside its wire type, so that a `switch` over the type knows the fields. */
export type TypedFact = { [T in WireType]: { readonly type: T; readonly fact: FactOf<T> } }[WireType];

const entries: readonly ContractEntry[] = Object.values(contracts);
const byType: ReadonlyMap<string, ContractEntry> = new Map(entries.map((entry) => [entry.type, entry]));
const byClass: ReadonlyMap<unknown, ContractEntry> = new Map(entries.map((entry) => [entry.class, entry]));

/** Every contract class, for whoever takes every fact there is. */
export const everyContract: readonly AnyContract[] = entries.map((entry) => entry.class);

/** Null for a type that nobody here knows: an older or newer program wrote it. */
export function contractOf(type: string): ContractEntry | null {
  return byType.get(type) ?? null;
}

/** Null for what is no instance of a contract. */
export function contractOfFact(fact: object): ContractEntry | null {
  return byClass.get(fact.constructor) ?? null;
}

/**
 * The fact with its wire type, for an exhaustive `switch (typed(fact).type)` that ends in `unhandled`.
 * Throws `UnhandledFactError` for what is no instance of a contract.
 */
export function typed(fact: IntegrationEvent): TypedFact {
  const entry = contractOfFact(fact);
  if (entry === null) throw new UnhandledFactError(fact.constructor.name);
  return { type: entry.type, fact } as TypedFact;
}

/** The end of an exhaustive `switch`: does not compile while a fact is left over. */
export function unhandled(left: never): never {
  const { type } = left as { type?: unknown };
  throw new UnhandledFactError(String(type));
}

export class UnhandledFactError extends Error {
  constructor(readonly type: string) {
    super(`No branch handles ${type}. Add one, or regenerate the catalog if the contract is new.`);
    this.name = 'UnhandledFactError';
  }
}

/**
 * An instance of a contract from data that was read back. Only fields that the contract knows are taken over; the data
 * must have passed the schema already. Metadata is not enumerable, as it is never part of the data.
 */
export function revive(
  entry: ContractEntry,
  data: Readonly<Record<string, unknown>>,
  metadata: EventMetadata,
): Fact {
  const known: Record<string, unknown> = {};
  for (const field of entry.fields) if (Object.hasOwn(data, field)) known[field] = data[field];
  const fact = new entry.class(known as never);
  Object.defineProperty(fact, 'metadata', { value: metadata, enumerable: false });
  return fact;
}

/** The open form of a schema, for reading: what a newer publisher added is ignored, not refused. */
export function asRead(schema: JsonSchema): JsonSchema {
  return opened(schema) as JsonSchema;
}

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([keyword, setting]) => keyword !== 'additionalProperties' || setting !== false)
      .map(([keyword, setting]) => [keyword, opened(setting)]),
  );
}
