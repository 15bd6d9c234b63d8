import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { People } from './people.js';

/** Somebody is shut out, or may come back; the tokens that they made do what they may. */
export class SetSuspension {
  constructor(
    readonly userId: string,
    readonly suspended: boolean,
  ) {}
}

@CommandHandler(SetSuspension)
export class SetSuspensionHandler implements ICommandHandler<SetSuspension, void> {
  constructor(private readonly people: People) {}

  execute({ userId, suspended }: SetSuspension): Promise<void> {
    return this.people.setSuspended(userId, suspended);
  }
}
