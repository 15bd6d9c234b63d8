import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InviteMails } from './invite-mails.js';

/** An invite ended long ago, and nobody asks any more what became of it. */
export class ForgetInvite {
  constructor(readonly inviteId: string) {}
}

@CommandHandler(ForgetInvite)
export class ForgetInviteHandler implements ICommandHandler<ForgetInvite, void> {
  constructor(private readonly mails: InviteMails) {}

  execute({ inviteId }: ForgetInvite): Promise<void> {
    return this.mails.forget(inviteId);
  }
}
