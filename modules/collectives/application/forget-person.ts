import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { Slugs } from '../domain/slugs.js';
import { InviteMails } from './invite-mails.js';
import { People } from './people.js';

/** An account is gone: memberships end, what it was the last owner of passes on, and nothing of the person stays here. */
export class ForgetPerson {
  constructor(
    readonly userId: string,
    readonly deletedAt: Date,
  ) {}
}

@CommandHandler(ForgetPerson)
export class ForgetPersonHandler implements ICommandHandler<ForgetPerson, void> {
  constructor(
    private readonly people: People,
    private readonly collectives: CollectiveRepository,
    private readonly slugs: Slugs,
    private readonly mails: InviteMails,
  ) {}

  async execute({ userId, deletedAt }: ForgetPerson): Promise<void> {
    // First, so that whoever is about to let the person in has done it, or cannot any more.
    const person = await this.people.forget(userId);
    for (const collective of await this.collectives.everyOneWithMember(userId)) {
      // Somebody showed them out while this waited.
      if (!collective.members.has(userId)) continue;
      const suspended = await this.people.suspendedAmong([...collective.members.keys()]);
      collective.depart(userId, suspended, deletedAt);
      await this.collectives.save(collective);
    }
    // After their collectives: whoever is about to choose a slug or to invite for one of these holds it.
    await this.slugs.forgetClaimer(userId);
    await this.mails.forgetInviter(userId);
    // An address that was only claimed may be somebody else's, and so may the invites to it.
    if (person === null || person.addressFingerprint === null || !person.addressVerified) return;
    for (const collective of await this.collectives.everyOneInviting(person.addressFingerprint)) {
      collective.giveUpInvitesTo(person, deletedAt);
      await this.collectives.save(collective);
    }
    await this.people.forgetAddress(person.addressFingerprint);
  }
}
