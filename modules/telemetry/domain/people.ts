import type { TrackedProperties } from './tracked-properties.js';

/** Stands where the id or the name of somebody stood whose account is gone. */
export const gonePerson = 'deleted-person';

const isPersonsId = (property: string) => /(^u|U)serIds?$/.test(property) || property === 'pulledBy';
const isUsername = (property: string) => /(^u|U)sername$/.test(property);
const isPersonsName = (property: string) => isUsername(property) || property === 'displayName';

/** Everybody whom a record names by id. */
export function peopleIn(properties: TrackedProperties, distinctId: string): string[] {
  const ids = Object.entries(properties).flatMap(([property, value]) =>
    isPersonsId(property) ? [value].flat().filter((id) => typeof id === 'string') : [],
  );
  return [...new Set([distinctId, ...ids])];
}

/** As ids of ours are written, wherever they stand: also within others, such as `sign-up:<id>`. */
const idsOfOurs = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g;

/** What an index takes of one value; ids and names of people are shorter. */
export const mentionLength = 200;

/**
 * What a record is found by when somebody is to be taken out of it: the usernames in it, the ids of people, and whatever else
 * has the form of an id, since producers call their properties as they like.
 */
export function mentionsIn(properties: TrackedProperties, distinctId?: string): string[] {
  const mentioned = Object.entries(properties).flatMap(([property, value]) =>
    [value]
      .flat()
      .filter((each) => typeof each === 'string')
      .flatMap((each) =>
        isPersonsId(property) || isUsername(property) ? [each] : (each.match(idsOfOurs) ?? []),
      ),
  );
  const all = [...(distinctId === undefined ? [] : [distinctId]), ...mentioned];
  return [...new Set(all.map((each) => each.slice(0, mentionLength).toWellFormed()))].filter(
    (each) => each !== gonePerson,
  );
}

/** Whose a name is: `fromUsername` belongs to `fromUserId`, and what has no id of its own to `userId`. */
function ownerOf(property: string, properties: TrackedProperties): unknown {
  const own = property.replace(/sername$/, 'serId');
  return own !== property && own in properties ? properties[own] : properties['userId'];
}

export interface Gone {
  readonly userId: string;
  /** Names that the person went by. */
  readonly names: ReadonlySet<string>;
  /** Those among them that nobody else goes by: anybody may have the display name that they like. */
  readonly usernames: ReadonlySet<string>;
}

/** What records call a person who is gone. */
export function goneAs(userId: string, records: readonly TrackedProperties[]): Gone {
  const theirs = records.flatMap((properties) =>
    Object.entries(properties).flatMap(([property, name]) =>
      isPersonsName(property) && typeof name === 'string' && ownerOf(property, properties) === userId
        ? [{ property, name }]
        : [],
    ),
  );
  const usernames = theirs.filter(({ property }) => isUsername(property));
  const named = (all: typeof theirs) => new Set(all.map(({ name }) => name));
  return { userId, names: named(theirs), usernames: named(usernames) };
}

/** What a collective goes by that ended with its only member: their name, if it was the one that everybody gets. */
const isNameOfTheirs = (property: string, { memberUserIds }: TrackedProperties, userId: string) =>
  (property === 'slug' || property === 'name') &&
  Array.isArray(memberUserIds) &&
  memberUserIds.every((id) => id === userId);

/**
 * The same without a person: their id wherever it stands, the names beside it, their usernames where no id says whose they are,
 * and in records that count for them what they are called anywhere, as in that of their personal collective. The names of
 * others, order and all else stay.
 */
export function withoutPerson(
  properties: TrackedProperties,
  { userId, names, usernames }: Gone,
  isTheirs: boolean,
): TrackedProperties {
  const isTheirName = (property: string, value: string): boolean => {
    const owner = isPersonsName(property) ? ownerOf(property, properties) : undefined;
    if (owner !== undefined && owner !== null) return owner === userId;
    return isTheirs ? names.has(value) : isUsername(property) && usernames.has(value);
  };
  const replaced = (property: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each: unknown) => replaced(property, each));
    if (typeof value !== 'string') return value;
    const isGone =
      value === userId || isNameOfTheirs(property, properties, userId) || isTheirName(property, value);
    return isGone ? gonePerson : value.replaceAll(idsOfOurs, (id) => (id === userId ? gonePerson : id));
  };
  return Object.fromEntries(
    Object.entries(properties).map(([property, value]) => [property, replaced(property, value)]),
  );
}
