import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { Slugs } from '../domain/slugs.js';
import { claimChosenSlug } from './claim-chosen-slug.js';
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
    const now = this.clock.now();
    collective.rename(renamedByUserId, { slug: newSlug, name }, now);
    if (newSlug !== slug)
      await claimChosenSlug(this.slugs, newSlug, collective.id, { userId: renamedByUserId, at: now });
    await this.collectives.save(collective);
    return { collectiveId: collective.id, slug: collective.slug, name: collective.name };
  }
}
