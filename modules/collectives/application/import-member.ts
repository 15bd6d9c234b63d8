import { Projections } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import type { ImportOutcome } from './import-collective.js';
import { namedPerson } from './named-person.js';
import { People } from './people.js';

/** Somebody who was a member elsewhere, since when they were it there. */
export class ImportMember {
  constructor(
    readonly slug: string,
    readonly username: string,
    readonly joinedAt: Date,
    /** How far in the log the caller has been told of. */
    readonly knownPosition?: string,
  ) {}
}

@CommandHandler(ImportMember)
export class ImportMemberHandler implements ICommandHandler<ImportMember, ImportOutcome> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly people: People,
    private readonly projections: Projections,
  ) {}

  async execute({ slug, username, joinedAt, knownPosition }: ImportMember): Promise<ImportOutcome> {
    const person = await namedPerson(this.people, this.projections, username, knownPosition);
    const collective = await this.collectives.getBySlug(slug);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    if (!collective.admit(person, joinedAt)) return 'repeated';
    await this.collectives.save(collective);
    return 'done';
  }
}
