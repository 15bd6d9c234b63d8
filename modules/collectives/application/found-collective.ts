import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Collective } from '../domain/collective.js';
import { SlugReservedError, SlugTakenError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { isReserved } from '../domain/slug.js';
import { Slugs } from '../domain/slugs.js';

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
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ founderUserId, founderUsername, slug, name }: FoundCollective): Promise<FoundedCollective> {
    if (isReserved(slug)) throw new SlugReservedError(slug);
    const collectiveId = this.ids.next();
    if (!(await this.slugs.claim(slug, collectiveId))) throw new SlugTakenError(slug);
    const founder = { userId: founderUserId, username: founderUsername };
    const collective = Collective.found(
      { id: collectiveId, slug, name, origin: 'founded' },
      founder,
      this.clock.now(),
    );
    await this.collectives.save(collective);
    return { collectiveId, slug, name };
  }
}
