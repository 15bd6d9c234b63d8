import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UserRepository } from '../domain/user.repository.js';

/** Lets somebody in again who was suspended. */
export class ReinstateAccount {
  constructor(readonly userId: string) {}
}

@CommandHandler(ReinstateAccount)
export class ReinstateAccountHandler implements ICommandHandler<ReinstateAccount> {
  constructor(
    private readonly users: UserRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ userId }: ReinstateAccount): Promise<void> {
    const user = await this.users.get(userId);
    user.reinstate(this.clock.now());
    await this.users.save(user);
  }
}
