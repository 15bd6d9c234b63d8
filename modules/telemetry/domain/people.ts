import type { TrackedProperties } from './tracked-properties.js';

/** Stands where the id or the name of somebody stood whose account is gone. */
export const gonePerson = 'deleted-person';

const isPersonsId = (property: string) => /(^u|U)serIds?$/.test(property) || property === 'pulledBy';
const isPersonsName = (property: string) => /(^u|U)sername$/.test(property) || property === 'displayName';

/** Everybody whom a record names by id. */
export function peopleIn(properties: TrackedProperties, distinctId: string): string[] {
  const ids = Object.entries(properties).flatMap(([property, value]) =>
    isPersonsId(property) ? [value].flat().filter((id) => typeof id === 'string') : [],
  );
  return [...new Set([distinctId, ...ids])];
}

/** As ids of ours are written, wherever they stand. */
const idOfOurs = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What an index takes of one value; ids and names of people are shorter. */
export const mentionLength = 200;

/**
 * What a record is found by when somebody is to be taken out of it: the names of people in it, their ids, and whatever else has
 * the form of an id, since producers call their properties as they like.
 */
export function mentionsIn(properties: TrackedProperties, distinctId?: string): string[] {
  const mentioned = Object.entries(properties).flatMap(([property, value]) =>
    [value]
      .flat()
      .filter((each) => typeof each === 'string')
      .filter((each) => isPersonsId(property) || isPersonsName(property) || idOfOurs.test(each)),
  );
  const all = [...(distinctId === undefined ? [] : [distinctId]), ...mentioned];
  return [...new Set(all.map((each) => each.slice(0, mentionLength)))].filter((each) => each !== gonePerson);
}

/** How a record calls a person: `fromUsername` belongs to `fromUserId`, and what has no id of its own to `userId`. */
export function namesOf(userId: string, properties: TrackedProperties): string[] {
  return Object.entries(properties).flatMap(([property, value]) => {
    if (!isPersonsName(property) || typeof value !== 'string') return [];
    const own = property.replace(/sername$/, 'serId');
    const owner = own !== property && own in properties ? properties[own] : properties['userId'];
    return owner === userId ? [value] : [];
  });
}

export interface Gone {
  readonly userId: string;
  /** Names that the person went by. */
  readonly names: ReadonlySet<string>;
}

/** What a collective goes by that ended with its only member: their name, if it was the one that everybody gets. */
const isNameOfTheirs = (property: string, { memberUserIds }: TrackedProperties, userId: string) =>
  (property === 'slug' || property === 'name') &&
  Array.isArray(memberUserIds) &&
  memberUserIds.every((id) => id === userId);

/**
 * The same without a person: their id wherever it stands, their names where names of people stand, and in records that count
 * for them anywhere, as in that of their personal collective. Order and all else stay.
 */
export function withoutPerson(
  properties: TrackedProperties,
  { userId, names }: Gone,
  isTheirs: boolean,
): TrackedProperties {
  const replaced = (property: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each: unknown) => replaced(property, each));
    if (typeof value !== 'string') return value;
    if (value === userId || isNameOfTheirs(property, properties, userId)) return gonePerson;
    return names.has(value) && (isTheirs || isPersonsName(property)) ? gonePerson : value;
  };
  return Object.fromEntries(
    Object.entries(properties).map(([property, value]) => [property, replaced(property, value)]),
  );
}
