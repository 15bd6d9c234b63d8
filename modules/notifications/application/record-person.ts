import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isEmailAddress } from '../domain/email-address.js';
import { People } from './people.js';

/** Somebody has an account now. */
export class RecordPerson {
  constructor(
    readonly userId: string,
    readonly username: string,
    /** Not proved yet, and perhaps not theirs. Undefined when they gave none. */
    readonly address: string | undefined,
  ) {}
}

@CommandHandler(RecordPerson)
export class RecordPersonHandler implements ICommandHandler<RecordPerson, void> {
  constructor(private readonly people: People) {}

  /** An address that no mail can go to is none: the welcome mail says so, as a dead letter. */
  execute({ userId, username, address }: RecordPerson): Promise<void> {
    const usable = address !== undefined && isEmailAddress(address) ? address : undefined;
    return this.people.add(userId, username, usable);
  }
}
