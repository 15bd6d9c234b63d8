import {
  contractOfFact,
  type ExtensionPublishedIntegrationEvent,
  type Fact,
  schemas,
  type WireType,
} from '@boardwalk/integration-events';
import type { TrackedProperties } from '../../application/record-tracked-event.js';

/** A fact as `track(name, properties)` would have been called for it. */
export interface LegacyRecord {
  readonly name: string;
  readonly properties: TrackedProperties;
  readonly distinctId: string;
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
  const properties = contract.fields
    .filter((field) => !hidden.has(field) && (required.has(field) || optional.includes(field)))
    .filter((field) => data.get(field) !== undefined)
    .map((field) => [field, data.get(field)] as const);
  return {
    name: contract.track,
    properties: Object.fromEntries(properties),
    distinctId: distinctIdOf(properties, String(data.get(contract.key))),
  };
}

/** The person the fact is about: `userId`, else the first field that names a user, else what the fact is about. */
function distinctIdOf(properties: readonly (readonly [string, unknown])[], subject: string): string {
  const [, person] =
    properties.find(([field]) => field === 'userId') ??
    properties.find(([field]) => field.endsWith('UserId')) ??
    [];
  return typeof person === 'string' ? person : subject;
}

function requiredFieldsOf(type: WireType): ReadonlySet<string> {
  const { required } = schemas[type];
  return new Set(Array.isArray(required) ? required.map(String) : []);
}
