import { DomainError } from '@boardwalk/domain';

export class InvalidWebhookAddressError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-webhook-address';

  /** Does not repeat what was said: it may hold a token. */
  constructor() {
    super(
      'The address of the Discord webhook cannot be used. Copy it from the settings of the channel; it reads https://discord.com/api/webhooks/<id>/<token>.',
    );
  }
}

export class WebhookRegisteredError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'webhook-registered';

  constructor() {
    super(
      'This webhook is registered already, and its channel would read everything twice. Remove it first, or make another one in the settings of the channel.',
    );
  }
}

export class TooManyWebhooksError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'too-many-webhooks';

  constructor(most: number) {
    super(
      `You have ${most} webhooks, which is as many as a person may have. Remove one that you do not need.`,
      {
        most,
      },
    );
  }
}

export class WebhookNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'webhook-not-found';

  constructor() {
    super('You have no webhook with this id. List yours with GET /api/v1/discord/webhooks.');
  }
}
