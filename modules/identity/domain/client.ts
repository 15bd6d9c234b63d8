import { AggregateRoot } from '@boardwalk/domain';
import { ClientRegistered } from './client.events.js';
import { displayName } from './display-name.js';
import type { User } from './user.js';
import { AddressUnprovedError } from './user.errors.js';
import type { IdentityEvent } from './user.events.js';

export interface ClientState {
  readonly id: string;
  readonly ownerUserId: string;
  readonly name: string;
  readonly registeredAt: Date;
  readonly version: number;
}

/** A program that calls the API in its own name. Its owner answers for it. */
export class Client extends AggregateRoot<IdentityEvent> {
  private constructor(readonly state: ClientState) {
    super(state.version);
  }

  /** @throws {InvalidNameError} @throws {AddressUnprovedError} when a mail about it might go to somebody else than its owner */
  static register(
    client: { readonly id: string; readonly name: string },
    owner: Pick<User, 'id' | 'email' | 'emailVerified'>,
    at: Date,
  ): Client {
    if (owner.email === null || !owner.emailVerified) throw new AddressUnprovedError();
    const name = displayName(client.name, 'a client');
    const registered = new Client({
      id: client.id,
      ownerUserId: owner.id,
      name,
      registeredAt: at,
      version: 0,
    });
    registered.addDomainEvent(new ClientRegistered(at, client.id, name, owner.id, owner.email));
    return registered;
  }

  get id(): string {
    return this.state.id;
  }
}
