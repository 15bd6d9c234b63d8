import type { Invitee } from '../domain/collective.js';

/** Somebody with an account, as far as collectives need to know. */
export type Person = Invitee;

/** Whose consumers keep {@link People} up to date. */
export const peopleSubscription = 'collectives.people';

/** This context's own picture of who there is, filled from facts. */
export abstract class People {
  /** Remembers somebody new; somebody known stays as they are. */
  abstract add(person: Omit<Person, 'addressVerified'>): Promise<void>;

  /** Nothing happens for people without an address. */
  abstract confirmAddress(userId: string): Promise<void>;

  abstract withId(userId: string): Promise<Person | null>;

  abstract withUsername(username: string): Promise<Person | null>;
}
