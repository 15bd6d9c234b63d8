import { AccountDeletedError, Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { webhooksPerPerson } from '../domain/limits.js';
import { WebhookAddress } from '../domain/webhook-address.js';
import { TooManyWebhooksError } from '../domain/webhook.errors.js';
import { Webhook } from '../domain/webhook.js';
import { WebhookRepository } from '../domain/webhook.repository.js';
import { HiddenPeople } from './hidden-people.js';

export class RegisterWebhook {
  constructor(
    readonly ownerUserId: string,
    readonly url: string,
  ) {}
}

export interface RegisteredWebhook {
  readonly webhookId: string;
  /** Without the token. */
  readonly address: string;
  readonly registeredAt: Date;
}

@CommandHandler(RegisterWebhook)
export class RegisterWebhookHandler implements ICommandHandler<RegisterWebhook, RegisteredWebhook> {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly people: HiddenPeople,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws {InvalidWebhookAddressError} @throws {TooManyWebhooksError} @throws {WebhookRegisteredError} @throws {AccountDeletedError} */
  async execute({ ownerUserId, url }: RegisterWebhook): Promise<RegisteredWebhook> {
    const address = WebhookAddress.parse(url);
    const theirs = await this.webhooks.ofOwner(ownerUserId);
    // Whoever forgets them asks for their webhooks likewise, one after the other, and has noted by then that they are gone.
    if (await this.people.isGone(ownerUserId)) throw new AccountDeletedError();
    if (theirs.length >= webhooksPerPerson) throw new TooManyWebhooksError(webhooksPerPerson);
    const registeredAt = this.clock.now();
    const webhook = Webhook.register(this.ids.next(), ownerUserId, address, registeredAt);
    await this.webhooks.save(webhook);
    return { webhookId: webhook.id, address: address.masked, registeredAt };
  }
}
