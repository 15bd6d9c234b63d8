import { AccountDeletedError } from '@boardwalk/domain';

/** Somebody with an account, as far as mails and notices need to know. */
export interface Person {
  readonly userId: string;
  readonly username: string | null;
  /** Where mail reaches them; null unless they have proved that it is theirs. */
  readonly provedAddress: string | null;
  readonly isGone: boolean;
}

/** This context's own picture of people, drawn from the facts that tell of them. */
export abstract class People {
  /** @param address undefined for people without one, such as those who were imported */
  abstract add(userId: string, username: string, address: string | undefined): Promise<void>;
  abstract confirmAddress(userId: string): Promise<void>;
  abstract rename(userId: string, username: string): Promise<void>;

  /**
   * Those of them who are known, kept from being forgotten before the running transaction ends. Who is not known has been told
   * of by no fact.
   */
  abstract held(userIds: readonly string[]): Promise<ReadonlyMap<string, Person>>;

  /**
   * One of them, held alike, for what would stay for ever once they were forgotten.
   * @throws {AccountDeletedError} when that is done
   */
  async hold(userId: string): Promise<Person | undefined> {
    const person = (await this.held([userId])).get(userId);
    if (person?.isGone === true) throw new AccountDeletedError();
    return person;
  }

  /** Who has proved that this address is theirs. */
  abstract withProvedAddress(address: string): Promise<Person | null>;

  /**
   * Nothing is known of them any more, for good.
   * @returns the address that they had proved
   */
  abstract forget(userId: string): Promise<string | null>;
}
