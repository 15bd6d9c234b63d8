import { Ids, Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Collective } from '../domain/collective.js';
import { SlugReservedError, SlugTakenError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { isReserved } from '../domain/slug.js';
import { Slugs } from '../domain/slugs.js';
import { namedPerson } from './named-person.js';
import { People, type Person } from './people.js';

/** `repeated`: it was so before, and nothing changed. */
export type ImportOutcome = 'done' | 'repeated';

/** A collective from elsewhere, founded when it was founded there. */
export class ImportCollective {
  constructor(
    readonly slug: string,
    readonly name: string,
    readonly founderUsername: string,
    readonly foundedAt: Date,
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

@CommandHandler(ImportCollective)
export class ImportCollectiveHandler implements ICommandHandler<ImportCollective, ImportOutcome> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly slugs: Slugs,
    private readonly people: People,
    private readonly projections: Projections,
    private readonly ids: Ids,
  ) {}

  async execute(command: ImportCollective): Promise<ImportOutcome> {
    const { slug, foundedAt, founderUsername, knownPosition } = command;
    if (isReserved(slug)) throw new SlugReservedError(slug);
    const founder = await namedPerson(this.people, this.projections, founderUsername, knownPosition);
    const known = await this.collectives.getBySlug(slug);
    if (known === null) return this.found(command, founder);
    if (known.origin !== 'import') throw new SlugTakenError(slug);
    // Part of a longer history: who comes first there came later on the whole.
    if (!known.admit(founder, foundedAt)) return 'repeated';
    await this.collectives.save(known);
    return 'done';
  }

  private async found({ slug, name, foundedAt }: ImportCollective, founder: Person): Promise<ImportOutcome> {
    const id = this.ids.next();
    if (!(await this.slugs.claim(slug, id))) throw new SlugTakenError(slug);
    await this.collectives.save(Collective.found({ id, slug, name, origin: 'import' }, founder, foundedAt));
    return 'done';
  }
}
