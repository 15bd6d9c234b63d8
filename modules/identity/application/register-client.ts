import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiKey, everything } from '../domain/api-key.js';
import { ApiKeyRepository } from '../domain/api-key.repository.js';
import { Client } from '../domain/client.js';
import { ClientRepository } from '../domain/client.repository.js';
import { LiveSessions } from './live-sessions.js';
import { NewKey } from './new-key.js';

export class RegisterClient {
  constructor(
    /** The token of the session in which it is asked for. */
    readonly session: string,
    readonly name: string,
  ) {}
}

export interface RegisteredClient {
  readonly clientId: string;
  /** Not to be had again. */
  readonly apiKey: string;
}

@CommandHandler(RegisterClient)
export class RegisterClientHandler implements ICommandHandler<RegisterClient> {
  constructor(
    private readonly live: LiveSessions,
    private readonly clients: ClientRepository,
    private readonly apiKeys: ApiKeyRepository,
    private readonly newKey: NewKey,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** A client begins with one key, which may do everything that clients may. */
  async execute({ session, name }: RegisterClient): Promise<RegisteredClient> {
    const now = this.clock.now();
    const owner = await this.live.personIn(session);
    const client = Client.register({ id: this.ids.next(), name }, owner, now);
    const { key, fingerprint } = this.newKey.draw('bwc_');
    const apiKey = ApiKey.create(
      {
        id: this.ids.next(),
        ownerUserId: owner.id,
        clientId: client.id,
        name: client.state.name,
        fingerprint,
        scopes: [everything],
        expiresAt: null,
      },
      now,
    );
    await this.clients.save(client);
    await this.apiKeys.save(apiKey);
    return { clientId: client.id, apiKey: key };
  }
}
