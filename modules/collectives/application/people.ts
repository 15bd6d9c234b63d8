import type { Invitee } from '../domain/invite.js';

/** Somebody with an account, as far as collectives need to know. */
export type Person = Invitee;

/** Somebody as they sign up. */
export type NewPerson = Omit<Person, 'addressVerified'> & { readonly isPublic: boolean };

/** Whose consumers keep {@link People} up to date. */
export const peopleSubscription = 'collectives.people';

/** This context's own picture of who there is, filled from facts. */
export abstract class People {
  /** Remembers somebody new; somebody known stays as they are. */
  abstract add(person: NewPerson): Promise<void>;

  /** Nothing happens for people without an address. */
  abstract confirmAddress(userId: string): Promise<void>;

  /** They go by this name from now on, also as a member of whatever they belong to. */
  abstract rename(userId: string, username: string): Promise<void>;

  /** Whether they are shut out for the time being, and with them the tokens that they made. */
  abstract setSuspended(userId: string, suspended: boolean): Promise<void>;

  /** Whether others may find them. */
  abstract setPublic(userId: string, isPublic: boolean): Promise<void>;

  /** Those of these people who are shut out. */
  abstract suspendedAmong(userIds: readonly string[]): Promise<ReadonlySet<string>>;

  /**
   * They have an account until the unit of work ends: whoever is about to forget them waits.
   * @throws {AccountDeletedError} when that is done
   */
  abstract hold(userId: string): Promise<void>;

  /** Nobody knows them from now on, and nobody can {@link hold} them. Whoever it was, to end what collectives keep of them, too. */
  abstract forget(userId: string): Promise<Person | null>;

  /** No invite that was sent to this address is left. */
  abstract forgetAddress(addressFingerprint: string): Promise<void>;

  /** They keep their name, and stay, until the unit of work ends. */
  abstract withId(userId: string): Promise<Person | null>;

  /** The same by name. */
  abstract withUsername(username: string): Promise<Person | null>;
}
