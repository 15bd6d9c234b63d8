import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { People } from './people.js';

/** Somebody goes by another name, in every notice that names them. */
export class RenamePerson {
  constructor(
    readonly userId: string,
    readonly username: string,
  ) {}
}

@CommandHandler(RenamePerson)
export class RenamePersonHandler implements ICommandHandler<RenamePerson, void> {
  constructor(private readonly people: People) {}

  execute({ userId, username }: RenamePerson): Promise<void> {
    return this.people.rename(userId, username);
  }
}
