import type { IDomainEvent } from '@boardwalk/domain';

export class ClientRegistered implements IDomainEvent {
  readonly kind = 'ClientRegistered' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly clientId: string,
    readonly name: string,
    readonly ownerUserId: string,
    readonly ownerEmail: string,
  ) {}

  getAggregateId(): string {
    return this.clientId;
  }
}
