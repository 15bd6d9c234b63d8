import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Attribution } from './attribution.js';
import { Memberships } from './memberships.js';

/** Somebody goes by another name, also on what they published before. */
export class RecordUsername {
  constructor(
    readonly userId: string,
    readonly username: string,
  ) {}
}

@CommandHandler(RecordUsername)
export class RecordUsernameHandler implements ICommandHandler<RecordUsername, void> {
  constructor(
    private readonly memberships: Memberships,
    private readonly attribution: Attribution,
  ) {}

  async execute({ userId, username }: RecordUsername): Promise<void> {
    await this.memberships.addPerson({ userId, username });
    await this.attribution.renameAuthor(userId, username);
  }
}
