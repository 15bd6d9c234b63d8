import { Clock, ProjectionBehindError, Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AddressNotVerifiedError, InviteNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { People, peopleSubscription } from './people.js';

/** Needs no token: whoever owns the address may say no wherever they read of it. */
export class DeclineInvite {
  constructor(
    readonly inviteId: string,
    readonly userId: string,
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

@CommandHandler(DeclineInvite)
export class DeclineInviteHandler implements ICommandHandler<DeclineInvite, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly people: People,
    private readonly projections: Projections,
    private readonly clock: Clock,
  ) {}

  async execute({ inviteId, userId, knownPosition }: DeclineInvite): Promise<void> {
    // Asked before looking, so that what arrives in between cannot be missed.
    const behind =
      knownPosition !== undefined && (await this.projections.isBehind(peopleSubscription, knownPosition));
    // The person first and then the collective, as whoever renames or forgets people does.
    const invitee = await this.people.withId(userId);
    const collective = await this.collectives.getWithInvite(inviteId);
    if (collective === null) throw new InviteNotFoundError();
    try {
      collective.decline(inviteId, invitee, this.clock.now());
    } catch (error) {
      if (behind && (error instanceof AddressNotVerifiedError || error instanceof InviteNotFoundError))
        throw new ProjectionBehindError(peopleSubscription);
      throw error;
    }
    await this.collectives.save(collective);
  }
}
