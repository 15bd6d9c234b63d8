import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiKey } from '../domain/api-key.js';
import { ApiKeyRepository } from '../domain/api-key.repository.js';
import { LiveSessions } from './live-sessions.js';
import { NewKey } from './new-key.js';

export class CreateApiKey {
  constructor(
    /** The token of the session in which it is asked for. */
    readonly session: string,
    readonly name: string,
    readonly scopes: readonly string[],
    /** Null: until it is revoked. */
    readonly expiresAt: Date | null,
  ) {}
}

export interface CreatedApiKey {
  readonly apiKeyId: string;
  /** Not to be had again. */
  readonly key: string;
}

@CommandHandler(CreateApiKey)
export class CreateApiKeyHandler implements ICommandHandler<CreateApiKey> {
  constructor(
    private readonly live: LiveSessions,
    private readonly apiKeys: ApiKeyRepository,
    private readonly newKey: NewKey,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ session, name, scopes, expiresAt }: CreateApiKey): Promise<CreatedApiKey> {
    const { id: ownerUserId } = await this.live.personIn(session);
    const { key, fingerprint } = this.newKey.draw('bw_');
    const apiKey = ApiKey.create(
      { id: this.ids.next(), ownerUserId, clientId: null, name, fingerprint, scopes, expiresAt },
      this.clock.now(),
    );
    await this.apiKeys.save(apiKey);
    return { apiKeyId: apiKey.id, key };
  }
}
