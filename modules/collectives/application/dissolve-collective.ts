import { Clock, ProjectionBehindError, Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError, PublicExtensionsError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { extensionsSubscription, PublishedExtensions } from './published-extensions.js';

/** So many of the extensions that stand in the way are named. */
const mostNamed = 5;

export class DissolveCollective {
  constructor(
    readonly slug: string,
    readonly dissolvedByUserId: string,
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

@CommandHandler(DissolveCollective)
export class DissolveCollectiveHandler implements ICommandHandler<DissolveCollective, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly extensions: PublishedExtensions,
    private readonly projections: Projections,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, dissolvedByUserId, knownPosition }: DissolveCollective): Promise<void> {
    const collective = await this.collectives.getForMember(slug, dissolvedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    collective.dissolve(dissolvedByUserId, this.clock.now());
    // Whatever the projection says counts only once it knows what the caller knows: the last publication may be missing.
    if (
      knownPosition !== undefined &&
      (await this.projections.isBehind(extensionsSubscription, knownPosition))
    )
      throw new ProjectionBehindError(extensionsSubscription);
    const shown = await this.extensions.publicOf(collective.id, mostNamed);
    if (shown.length > 0) throw new PublicExtensionsError(slug, shown);
    await this.collectives.save(collective);
  }
}
