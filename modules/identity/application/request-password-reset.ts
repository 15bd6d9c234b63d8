import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { sameForEveryone } from '../domain/user.js';
import { Addressees } from './addressees.js';
import { TokenMails } from './token-mails.js';

/** Somebody who has forgotten a password says at which address the account can be reached. */
export class RequestPasswordReset {
  constructor(readonly email: string) {}
}

@CommandHandler(RequestPasswordReset)
export class RequestPasswordResetHandler implements ICommandHandler<RequestPasswordReset> {
  constructor(
    private readonly addressees: Addressees,
    private readonly mails: TokenMails,
  ) {}

  async execute({ email }: RequestPasswordReset): Promise<void> {
    const address = sameForEveryone(email);
    await this.mails.planReset(address, await this.addressees.ofReset(address));
  }
}
