import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Profiles } from './profiles.js';

/** For somebody who has deleted their account. */
export class ForgetPerson {
  constructor(readonly userId: string) {}
}

@CommandHandler(ForgetPerson)
export class ForgetPersonHandler implements ICommandHandler<ForgetPerson> {
  constructor(private readonly profiles: Profiles) {}

  async execute({ userId }: ForgetPerson): Promise<void> {
    await this.profiles.forget(userId);
  }
}
