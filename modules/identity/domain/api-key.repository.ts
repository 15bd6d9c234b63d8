import type { ApiKey } from './api-key.js';

export abstract class ApiKeyRepository {
  /** Locks the key until the unit of work ends. Throws `ApiKeyNotFoundError`, also when it belongs to somebody else. */
  abstract getOfOwner(apiKeyId: string, ownerUserId: string): Promise<ApiKey>;
  /** Those of a person and of their clients that are not revoked; locked until the unit of work ends. */
  abstract everyOneInUse(ownerUserId: string): Promise<ApiKey[]>;
  abstract save(apiKey: ApiKey): Promise<void>;
  abstract remove(apiKey: ApiKey): Promise<void>;
}
