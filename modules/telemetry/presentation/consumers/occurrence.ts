import { type ContractEntry, contracts } from '@boardwalk/integration-events';

type Properties = Readonly<Record<string, unknown>>;

const byName: ReadonlyMap<string, ContractEntry> = new Map(
  Object.values<ContractEntry>(contracts).map((contract) => [contract.track, contract]),
);

/** Names of all events that facts tell of. */
export const namesOfFacts: readonly string[] = [...byName.keys()].sort();

/** Null for a name that only calls of `track()` can tell of. */
export function contractNamed(name: string): ContractEntry | null {
  return byName.get(name) ?? null;
}

/** What tells two occurrences apart beside the ids in them. */
const furtherParts: Readonly<Record<string, readonly string[]>> = {
  extension_published: ['version'],
  extension_pulled: ['version'],
  collective_renamed: ['slug', 'name'],
  collective_member_role_changed: ['to'],
  extension_visibility_changed: ['visibility'],
  daily_sign_in: ['date'],
  username_changed: ['newUsername'],
  profile_visibility_changed: ['isPublic'],
  streak_extended: ['date'],
  streak_broken: ['lastDate'],
  tier_reached: ['to'],
};

/**
 * What both sides know of an occurrence and call the same: the name, whom it counts for, and its business key, which are the
 * ids in it and what else tells it apart. A property that one of them tells differently otherwise does not keep them from
 * being recognised as one.
 */
export function occurrenceKeyOf(contract: ContractEntry, properties: Properties, distinctId: string): string {
  const { track, key, fields } = contract;
  const further = furtherParts[track] ?? [];
  const parts = fields
    .filter((field) => field === key || field.endsWith('Id') || further.includes(field))
    .filter((field) => ['string', 'number', 'boolean'].includes(typeof properties[field]))
    .map((field) => [field, String(properties[field])]);
  return JSON.stringify([track, distinctId, ...parts]);
}

/** The person whom an event counts for: `userId`, else the first property that names a user. Null when none does. */
export function distinctIdOf(properties: Properties): string | null {
  const [, person] =
    Object.entries(properties).find(([property]) => property === 'userId') ??
    Object.entries(properties).find(([property]) => property.endsWith('UserId')) ??
    [];
  return typeof person === 'string' ? person : null;
}
