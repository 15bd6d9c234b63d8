import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Notices, type Telling } from './notices.js';
import { People } from './people.js';

/** Whoever has proved the address that was invited is told in the product too. */
export class NotifyInvitee {
  constructor(
    readonly telling: Telling,
    readonly address: string,
  ) {}
}

@CommandHandler(NotifyInvitee)
export class NotifyInviteeHandler implements ICommandHandler<NotifyInvitee, void> {
  constructor(
    private readonly people: People,
    private readonly notices: Notices,
  ) {}

  async execute({ telling, address }: NotifyInvitee): Promise<void> {
    const invitee = await this.people.withProvedAddress(address);
    if (invitee !== null) await this.notices.tell(telling, [invitee.userId]);
  }
}
