import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { People } from './people.js';

/** Somebody proved that their address is theirs; from now on notices reach them there. */
export class ConfirmAddress {
  constructor(readonly userId: string) {}
}

@CommandHandler(ConfirmAddress)
export class ConfirmAddressHandler implements ICommandHandler<ConfirmAddress, void> {
  constructor(private readonly people: People) {}

  execute({ userId }: ConfirmAddress): Promise<void> {
    return this.people.confirmAddress(userId);
  }
}
