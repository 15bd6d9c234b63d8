import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Profiles } from './profiles.js';

export class RenamePerson {
  constructor(
    readonly userId: string,
    readonly oldUsername: string,
    readonly newUsername: string,
  ) {}
}

@CommandHandler(RenamePerson)
export class RenamePersonHandler implements ICommandHandler<RenamePerson> {
  constructor(private readonly profiles: Profiles) {}

  async execute({ userId, oldUsername, newUsername }: RenamePerson): Promise<void> {
    await this.profiles.rename(userId, oldUsername, newUsername);
  }
}
