import { ProjectionBehindError, type Projections } from '@boardwalk/domain';
import { PersonUnknownError } from '../domain/collective.errors.js';
import { type People, peopleSubscription, type Person } from './people.js';

/**
 * Whom a line of an import names, or why the line cannot be taken: not yet, or not at all.
 * @param knownPosition how far in the log the caller has been told of
 */
export async function namedPerson(
  people: People,
  projections: Projections,
  username: string,
  knownPosition: string | undefined,
): Promise<Person> {
  const person = await people.withUsername(username);
  if (person !== null) return person;
  if (knownPosition !== undefined && (await projections.isBehind(peopleSubscription, knownPosition)))
    throw new ProjectionBehindError(peopleSubscription);
  // It may have caught up after the first look.
  const late = await people.withUsername(username);
  if (late === null) throw new PersonUnknownError(username);
  return late;
}
