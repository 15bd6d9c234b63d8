import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** Somebody has an account. */
export class RecordPerson {
  constructor(
    readonly userId: string,
    readonly username: string,
    /** Whether others may find them. */
    readonly isPublic: boolean,
  ) {}
}

@CommandHandler(RecordPerson)
export class RecordPersonHandler implements ICommandHandler<RecordPerson, void> {
  constructor(private readonly memberships: Memberships) {}

  async execute({ userId, username, isPublic }: RecordPerson): Promise<void> {
    await this.memberships.addPerson({ userId, username }, isPublic);
  }
}
