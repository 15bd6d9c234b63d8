import { AggregateRoot } from '@boardwalk/domain';
import { ClientRegistered } from './client.events.js';
import { displayName } from './display-name.js';
import { NoAddressError } from './user.errors.js';
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

  /** @throws {InvalidNameError} @throws {NoAddressError} when its owner cannot be told by mail */
  static register(
    client: { readonly id: string; readonly name: string },
    owner: { readonly id: string; readonly email: string | null },
    at: Date,
  ): Client {
    if (owner.email === null) throw new NoAddressError();
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
