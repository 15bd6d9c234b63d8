import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { sameForEveryone } from '../domain/user.js';
import { Addressees } from './addressees.js';
import { TokenMails } from './token-mails.js';

/** The mail that asks to prove an address did not come, or came too late. */
export class ResendVerification {
  constructor(readonly email: string) {}
}

@CommandHandler(ResendVerification)
export class ResendVerificationHandler implements ICommandHandler<ResendVerification> {
  constructor(
    private readonly addressees: Addressees,
    private readonly mails: TokenMails,
  ) {}

  async execute({ email }: ResendVerification): Promise<void> {
    const address = sameForEveryone(email);
    await this.mails.planVerification(address, await this.addressees.ofVerification(address));
  }
}
