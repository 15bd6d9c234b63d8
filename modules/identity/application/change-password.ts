import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { WrongPasswordError } from '../domain/user.errors.js';
import { UserRepository } from '../domain/user.repository.js';
import { Credentials } from './credentials.js';
import { Sessions } from './sessions.js';

/** Takes passwords as hashes: hashing is slow, and this runs in a transaction. */
export class ChangePassword {
  constructor(
    readonly userId: string,
    /** What the old password was compared with. */
    readonly provenHash: string,
    readonly passwordHash: string,
  ) {}
}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly users: UserRepository,
    private readonly credentials: Credentials,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  async execute({ userId, provenHash, passwordHash }: ChangePassword): Promise<void> {
    const user = await this.users.get(userId);
    // Another change may have come first.
    if ((await this.credentials.of(userId))?.passwordHash !== provenHash) throw new WrongPasswordError();
    await this.credentials.replace(userId, passwordHash);
    await this.sessions.endAllOf(userId);
    user.changePassword('changed', this.clock.now());
    await this.users.save(user);
  }
}
