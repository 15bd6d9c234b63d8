import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiKeyRepository } from '../domain/api-key.repository.js';

/** Takes a key off the list. One that still works is revoked with it. */
export class DeleteApiKey {
  constructor(
    readonly apiKeyId: string,
    readonly ownerUserId: string,
  ) {}
}

@CommandHandler(DeleteApiKey)
export class DeleteApiKeyHandler implements ICommandHandler<DeleteApiKey> {
  constructor(
    private readonly apiKeys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ apiKeyId, ownerUserId }: DeleteApiKey): Promise<void> {
    const apiKey = await this.apiKeys.getOfOwner(apiKeyId, ownerUserId);
    apiKey.delete(this.clock.now());
    await this.apiKeys.remove(apiKey);
  }
}
