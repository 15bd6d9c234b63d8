import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError, SlugReservedError, SlugTakenError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { isReserved } from '../domain/slug.js';
import { Slugs } from '../domain/slugs.js';
import type { FoundedCollective } from './found-collective.js';

export class RenameCollective {
  constructor(
    readonly slug: string,
    readonly renamedByUserId: string,
    /** What is not given stays. */
    readonly to: { readonly slug?: string | undefined; readonly name?: string | undefined },
  ) {}
}

@CommandHandler(RenameCollective)
export class RenameCollectiveHandler implements ICommandHandler<RenameCollective, FoundedCollective> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly slugs: Slugs,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, renamedByUserId, to }: RenameCollective): Promise<FoundedCollective> {
    const collective = await this.collectives.getForMember(slug, renamedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    const { slug: newSlug = slug, name = collective.name } = to;
    collective.rename(renamedByUserId, { slug: newSlug, name }, this.clock.now());
    if (newSlug !== slug) {
      if (isReserved(newSlug)) throw new SlugReservedError(newSlug);
      if (!(await this.slugs.claim(newSlug, collective.id))) throw new SlugTakenError(newSlug);
    }
    await this.collectives.save(collective);
    return { collectiveId: collective.id, slug: collective.slug, name: collective.name };
  }
}
