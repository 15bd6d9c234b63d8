import type { ApiKey } from './api-key.js';

export abstract class ApiKeyRepository {
  /** Locks the key until the unit of work ends. Throws `ApiKeyNotFoundError`, also when it belongs to somebody else. */
  abstract getOfOwner(apiKeyId: string, ownerUserId: string): Promise<ApiKey>;
  abstract save(apiKey: ApiKey): Promise<void>;
  abstract remove(apiKey: ApiKey): Promise<void>;
}
