import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { WebhookNotFoundError } from '../domain/webhook.errors.js';
import { WebhookRepository } from '../domain/webhook.repository.js';

export class RemoveWebhook {
  constructor(
    readonly webhookId: string,
    readonly ownerUserId: string,
  ) {}
}

@CommandHandler(RemoveWebhook)
export class RemoveWebhookHandler implements ICommandHandler<RemoveWebhook, void> {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {WebhookNotFoundError} also for somebody else's */
  async execute({ webhookId, ownerUserId }: RemoveWebhook): Promise<void> {
    const theirs = await this.webhooks.ofOwner(ownerUserId);
    const webhook = theirs.find(({ id }) => id === webhookId);
    if (webhook === undefined) throw new WebhookNotFoundError();
    webhook.remove(this.clock.now());
    await this.webhooks.save(webhook);
  }
}
