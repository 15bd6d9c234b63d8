import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Attribution } from './attribution.js';
import { Expiries } from './expiries.js';
import { Memberships } from './memberships.js';

/** An account is gone: what was published stays without its author, and nothing else is left of the person. */
export class ForgetPerson {
  constructor(
    readonly userId: string,
    readonly at: Date,
  ) {}
}

@CommandHandler(ForgetPerson)
export class ForgetPersonHandler implements ICommandHandler<ForgetPerson, void> {
  constructor(
    private readonly memberships: Memberships,
    private readonly attribution: Attribution,
    private readonly expiries: Expiries,
  ) {}

  async execute({ userId, at }: ForgetPerson): Promise<void> {
    await this.memberships.removePerson(userId);
    for (const publicationId of await this.attribution.forgetAuthor(userId))
      await this.expiries.hasten(publicationId, at);
  }
}
