import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SelfDescription } from '../domain/user.js';
import { UserRepository } from '../domain/user.repository.js';

export class UpdateProfile {
  constructor(
    readonly userId: string,
    readonly self: SelfDescription,
  ) {}
}

@CommandHandler(UpdateProfile)
export class UpdateProfileHandler implements ICommandHandler<UpdateProfile> {
  constructor(
    private readonly users: UserRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ userId, self }: UpdateProfile): Promise<void> {
    const user = await this.users.get(userId);
    user.describe(self, this.clock.now());
    await this.users.save(user);
  }
}
