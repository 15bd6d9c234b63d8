import type { IDomainEvent } from '@boardwalk/domain';

export class ApiKeyCreated implements IDomainEvent {
  readonly kind = 'ApiKeyCreated' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly apiKeyId: string,
    readonly ownerUserId: string,
    readonly name: string,
    readonly scopes: readonly string[],
  ) {}

  getAggregateId(): string {
    return this.apiKeyId;
  }
}

export class ApiKeyRevoked implements IDomainEvent {
  readonly kind = 'ApiKeyRevoked' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly apiKeyId: string,
    readonly ownerUserId: string,
  ) {}

  getAggregateId(): string {
    return this.apiKeyId;
  }
}
