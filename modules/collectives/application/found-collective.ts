import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Collective } from '../domain/collective.js';
import { TooManyCollectivesError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { configuration } from '../domain/configuration.js';
import { Slugs } from '../domain/slugs.js';
import { claimChosenSlug } from './claim-chosen-slug.js';
import { People } from './people.js';

export class FoundCollective {
  constructor(
    readonly founderUserId: string,
    readonly founderUsername: string,
    readonly slug: string,
    readonly name: string,
  ) {}
}

export interface FoundedCollective {
  readonly collectiveId: string;
  readonly slug: string;
  readonly name: string;
}

@CommandHandler(FoundCollective)
export class FoundCollectiveHandler implements ICommandHandler<FoundCollective, FoundedCollective> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly slugs: Slugs,
    private readonly people: People,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ founderUserId, founderUsername, slug, name }: FoundCollective): Promise<FoundedCollective> {
    await this.people.hold(founderUserId);
    const collectiveId = this.ids.next();
    const now = this.clock.now();
    await claimChosenSlug(this.slugs, slug, collectiveId, { userId: founderUserId, at: now });
    // Whoever counts a person's slugs has it to themselves, so that two foundings do not count each other out.
    if ((await this.collectives.countOwnedBy(founderUserId)) >= configuration.mostOwned)
      throw new TooManyCollectivesError(configuration.mostOwned);
    const founder = { userId: founderUserId, username: founderUsername };
    const collective = Collective.found({ id: collectiveId, slug, name, origin: 'founded' }, founder, now);
    await this.collectives.save(collective);
    return { collectiveId, slug, name };
  }
}
