import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Profiles } from './profiles.js';

/** Ends a suspension. Whether the profile is public is another matter. */
export class ReinstatePerson {
  constructor(readonly userId: string) {}
}

@CommandHandler(ReinstatePerson)
export class ReinstatePersonHandler implements ICommandHandler<ReinstatePerson> {
  constructor(private readonly profiles: Profiles) {}

  async execute({ userId }: ReinstatePerson): Promise<void> {
    await this.profiles.setSuspension(userId, false);
  }
}
