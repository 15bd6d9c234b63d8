import type { IDomainEvent } from '@boardwalk/domain';

export class WebhookRegistered implements IDomainEvent {
  readonly kind = 'WebhookRegistered' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly webhookId: string,
    readonly ownerUserId: string,
  ) {}

  getAggregateId(): string {
    return this.webhookId;
  }
}

export class WebhookDisabled implements IDomainEvent {
  readonly kind = 'WebhookDisabled' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly webhookId: string,
    readonly ownerUserId: string,
    readonly reason: string,
  ) {}

  getAggregateId(): string {
    return this.webhookId;
  }
}

export class WebhookRemoved implements IDomainEvent {
  readonly kind = 'WebhookRemoved' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly webhookId: string,
    readonly ownerUserId: string,
  ) {}

  getAggregateId(): string {
    return this.webhookId;
  }
}

export type DiscordEvent = WebhookRegistered | WebhookDisabled | WebhookRemoved;
