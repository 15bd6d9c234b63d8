import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UserRepository } from '../domain/user.repository.js';

export class RenameUser {
  constructor(
    readonly userId: string,
    readonly username: string,
  ) {}
}

@CommandHandler(RenameUser)
export class RenameUserHandler implements ICommandHandler<RenameUser> {
  constructor(
    private readonly users: UserRepository,
    private readonly clock: Clock,
  ) {}

  /** Who asks for the name that they bear changes nothing. */
  async execute({ userId, username }: RenameUser): Promise<void> {
    const user = await this.users.get(userId);
    if (user.username === username) return;
    user.rename(username, await this.users.namesOf(userId), this.clock.now());
    await this.users.save(user);
  }
}
