import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** Somebody is shut out, or is back. */
export class RecordSuspension {
  constructor(
    readonly userId: string,
    readonly suspended: boolean,
  ) {}
}

@CommandHandler(RecordSuspension)
export class RecordSuspensionHandler implements ICommandHandler<RecordSuspension, void> {
  constructor(private readonly memberships: Memberships) {}

  execute({ userId, suspended }: RecordSuspension): Promise<void> {
    return this.memberships.setSuspended(userId, suspended);
  }
}
