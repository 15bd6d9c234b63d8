import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Notices, type Telling } from './notices.js';

/** Somebody is told something. */
export class NotifyPerson {
  constructor(
    readonly telling: Telling,
    readonly userId: string,
  ) {}
}

@CommandHandler(NotifyPerson)
export class NotifyPersonHandler implements ICommandHandler<NotifyPerson, void> {
  constructor(private readonly notices: Notices) {}

  execute({ telling, userId }: NotifyPerson): Promise<void> {
    return this.notices.tell(telling, [userId]);
  }
}
