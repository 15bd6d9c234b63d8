import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiKeyRepository } from '../domain/api-key.repository.js';

export class RevokeApiKey {
  constructor(
    readonly apiKeyId: string,
    readonly ownerUserId: string,
  ) {}
}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(
    private readonly apiKeys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ apiKeyId, ownerUserId }: RevokeApiKey): Promise<void> {
    const apiKey = await this.apiKeys.getOfOwner(apiKeyId, ownerUserId);
    apiKey.revoke(this.clock.now());
    await this.apiKeys.save(apiKey);
  }
}
