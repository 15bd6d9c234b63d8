import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Profiles } from './profiles.js';

/** To anyone from now on, or to nobody but themselves. */
export class ShowPerson {
  constructor(
    readonly userId: string,
    readonly toAnyone: boolean,
  ) {}
}

@CommandHandler(ShowPerson)
export class ShowPersonHandler implements ICommandHandler<ShowPerson> {
  constructor(private readonly profiles: Profiles) {}

  async execute({ userId, toAnyone }: ShowPerson): Promise<void> {
    await this.profiles.setVisibility(userId, toAnyone);
  }
}
