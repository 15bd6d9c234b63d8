import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PostOutbox } from './post-outbox.js';

export class RenamePerson {
  constructor(
    readonly userId: string,
    readonly username: string,
  ) {}
}

@CommandHandler(RenamePerson)
export class RenamePersonHandler implements ICommandHandler<RenamePerson, void> {
  constructor(private readonly outbox: PostOutbox) {}

  execute({ userId, username }: RenamePerson): Promise<void> {
    return this.outbox.rename(userId, username);
  }
}
