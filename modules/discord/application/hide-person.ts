import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { HiddenPeople } from './hidden-people.js';
import { PostOutbox } from './post-outbox.js';

export class HidePerson {
  constructor(
    readonly userId: string,
    readonly because: 'private' | 'suspended',
  ) {}
}

/** Nothing names the person from now on. A profile that is private is taken out of what was said as well. */
@CommandHandler(HidePerson)
export class HidePersonHandler implements ICommandHandler<HidePerson, void> {
  constructor(
    private readonly people: HiddenPeople,
    private readonly outbox: PostOutbox,
  ) {}

  async execute({ userId, because }: HidePerson): Promise<void> {
    await this.people.hide(userId, because);
    if (because === 'private') await this.outbox.takeBack({ userId }, 'the profile is private');
    else await this.outbox.withhold({ userId }, 'the account is suspended');
  }
}
