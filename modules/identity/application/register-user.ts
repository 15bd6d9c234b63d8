import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { User } from '../domain/user.js';
import { UserRepository } from '../domain/user.repository.js';
import { Credentials } from './credentials.js';

/** Takes the password as a hash: hashing is slow, and this runs in a transaction. */
export class RegisterUser {
  constructor(
    readonly username: string,
    readonly email: string,
    readonly passwordHash: string,
    readonly displayName?: string,
  ) {}
}

export interface RegisteredUser {
  readonly userId: string;
  readonly username: string;
}

@CommandHandler(RegisterUser)
export class RegisterUserHandler implements ICommandHandler<RegisterUser> {
  constructor(
    private readonly users: UserRepository,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ username, email, passwordHash, displayName }: RegisterUser): Promise<RegisteredUser> {
    const user = User.register(
      { id: this.ids.next(), username, email, displayName: displayName ?? username, source: 'password' },
      this.clock.now(),
    );
    await this.users.save(user);
    await this.credentials.give(user.id, passwordHash);
    return { userId: user.id, username };
  }
}
