import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { WebhookRepository } from '../domain/webhook.repository.js';
import { HiddenPeople } from './hidden-people.js';
import { PostOutbox } from './post-outbox.js';

/** An account is gone: nothing here names the person any more, and their webhooks are forgotten. Their id alone is kept. */
export class ForgetPerson {
  constructor(readonly userId: string) {}
}

@CommandHandler(ForgetPerson)
export class ForgetPersonHandler implements ICommandHandler<ForgetPerson, void> {
  constructor(
    private readonly people: HiddenPeople,
    private readonly outbox: PostOutbox,
    private readonly webhooks: WebhookRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ userId }: ForgetPerson): Promise<void> {
    await this.people.hide(userId, 'deleted');
    await this.outbox.takeBack({ userId }, 'the account is gone');
    for (const webhook of await this.webhooks.ofOwner(userId)) {
      webhook.remove(this.clock.now());
      await this.webhooks.save(webhook);
    }
  }
}
