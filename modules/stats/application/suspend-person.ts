import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Profiles } from './profiles.js';

/** Out of sight until reinstated; what they are granted meanwhile counts. */
export class SuspendPerson {
  constructor(readonly userId: string) {}
}

@CommandHandler(SuspendPerson)
export class SuspendPersonHandler implements ICommandHandler<SuspendPerson> {
  constructor(private readonly profiles: Profiles) {}

  async execute({ userId }: SuspendPerson): Promise<void> {
    await this.profiles.setSuspension(userId, true);
  }
}
