import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UserRepository } from '../domain/user.repository.js';
import { Sessions } from './sessions.js';

/** Shuts somebody out: sessions end, keys rest, and nobody sees the profile, until the account is reinstated. */
export class SuspendAccount {
  constructor(
    readonly userId: string,
    readonly reason: string,
  ) {}
}

@CommandHandler(SuspendAccount)
export class SuspendAccountHandler implements ICommandHandler<SuspendAccount> {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  async execute({ userId, reason }: SuspendAccount): Promise<void> {
    const user = await this.users.get(userId);
    user.suspend(reason, this.clock.now());
    await this.sessions.endAllOf(userId);
    await this.users.save(user);
  }
}
