import {
  contractOfFact,
  type ExtensionPublishedIntegrationEvent,
  type Fact,
  schemas,
  type WireType,
} from '@boardwalk/integration-events';
import { distinctIdOf, occurrenceKeyOf } from './occurrence.js';

/** A fact as `track(name, properties)` would have been called for it. */
export interface LegacyRecord {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly distinctId: string;
  /** What a call of `track()` for the same occurrence would lead to. */
  readonly key: string;
}

/**
 * Optional fields that the format had from the beginning. Whatever else a contract makes optional was added to it later
 * and is unknown to those who read the records.
 */
const optionalFromTheBeginning: Readonly<Record<string, readonly string[]>> = {
  extension_published: ['collectiveSlug'] satisfies (keyof ExtensionPublishedIntegrationEvent)[],
};

/** Null for what is no instance of a contract. */
export function legacyRecordOf(fact: Fact): LegacyRecord | null {
  const contract = contractOfFact(fact);
  if (contract === null) return null;
  const optional = optionalFromTheBeginning[contract.track] ?? [];
  const required = requiredFieldsOf(contract.type as WireType);
  const hidden = new Set(contract.personal.map(({ field }) => field));
  const data = new Map(Object.entries(fact));
  const properties = Object.fromEntries(
    contract.fields
      .filter((field) => !hidden.has(field) && (required.has(field) || optional.includes(field)))
      .filter((field) => data.get(field) !== undefined)
      .map((field) => [field, data.get(field)] as const),
  );
  const name = contract.track;
  const distinctId = distinctIdOf(properties) ?? String(data.get(contract.key));
  return { name, properties, distinctId, key: occurrenceKeyOf(contract, properties, distinctId) };
}

function requiredFieldsOf(type: WireType): ReadonlySet<string> {
  const { required } = schemas[type];
  return new Set(Array.isArray(required) ? required.map(String) : []);
}
