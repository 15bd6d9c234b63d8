import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EmailOutbox } from './email-outbox.js';
import { Inbox } from './inbox.js';
import { MutedKinds } from './muted-kinds.js';
import { People } from './people.js';
import { Pulls } from './pulls.js';

/** An account is gone, and with it everything that this context holds of its person. */
export class ForgetPerson {
  constructor(readonly userId: string) {}
}

@CommandHandler(ForgetPerson)
export class ForgetPersonHandler implements ICommandHandler<ForgetPerson, void> {
  constructor(
    private readonly people: People,
    private readonly outbox: EmailOutbox,
    private readonly inbox: Inbox,
    private readonly muted: MutedKinds,
    private readonly pulls: Pulls,
  ) {}

  /** The person first: whoever is telling them something meanwhile has done so before the rest goes, or finds nobody. */
  async execute({ userId }: ForgetPerson): Promise<void> {
    const address = await this.people.forget(userId);
    await this.outbox.forget(userId, address);
    await this.inbox.forget(userId);
    await this.muted.forget(userId);
    await this.pulls.forget(userId);
  }
}
