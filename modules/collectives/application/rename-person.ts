import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { comesFrom } from '../domain/slug.js';
import { Slugs } from '../domain/slugs.js';
import { People } from './people.js';
import { claimPersonalSlug } from './personal-slug.js';

/** Somebody goes by another name, and their personal collective with them if it bore the old one. */
export class RenamePerson {
  constructor(
    readonly userId: string,
    readonly oldUsername: string,
    readonly newUsername: string,
    readonly renamedAt: Date,
  ) {}
}

@CommandHandler(RenamePerson)
export class RenamePersonHandler implements ICommandHandler<RenamePerson, void> {
  constructor(
    private readonly people: People,
    private readonly collectives: CollectiveRepository,
    private readonly slugs: Slugs,
  ) {}

  async execute({ userId, oldUsername, newUsername, renamedAt }: RenamePerson): Promise<void> {
    await this.people.rename(userId, newUsername);
    const personal = await this.collectives.getPersonal(userId);
    if (personal === null || !comesFrom(oldUsername, personal.slug)) return;
    personal.follow(await claimPersonalSlug(this.slugs, newUsername, personal.id), renamedAt);
    await this.collectives.save(personal);
  }
}
