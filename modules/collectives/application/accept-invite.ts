import { Clock, ProjectionBehindError, Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AddressNotVerifiedError, InviteNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { Fingerprints } from './fingerprints.js';
import { InviteMails } from './invite-mails.js';
import { People, peopleSubscription } from './people.js';

export class AcceptInvite {
  constructor(
    readonly inviteId: string,
    readonly token: string,
    readonly userId: string,
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

export interface AcceptedInvite {
  readonly collectiveId: string;
  readonly slug: string;
}

@CommandHandler(AcceptInvite)
export class AcceptInviteHandler implements ICommandHandler<AcceptInvite, AcceptedInvite> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly people: People,
    private readonly mails: InviteMails,
    private readonly projections: Projections,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
  ) {}

  async execute({ inviteId, token, userId, knownPosition }: AcceptInvite): Promise<AcceptedInvite> {
    // Asked before looking, so that what arrives in between cannot be missed.
    const behind =
      knownPosition !== undefined && (await this.projections.isBehind(peopleSubscription, knownPosition));
    // The person first and then the collective, as whoever renames or forgets people does.
    const invitee = await this.people.withId(userId);
    const collective = await this.collectives.getWithInvite(inviteId);
    if (collective === null) throw new InviteNotFoundError();
    try {
      collective.accept(inviteId, this.fingerprints.ofToken(token), invitee, this.clock.now());
    } catch (error) {
      if (behind && error instanceof AddressNotVerifiedError)
        throw new ProjectionBehindError(peopleSubscription);
      throw error;
    }
    await this.collectives.save(collective);
    await this.mails.welcomed(inviteId);
    return { collectiveId: collective.id, slug: collective.slug };
  }
}
