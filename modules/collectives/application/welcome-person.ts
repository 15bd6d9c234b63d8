import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Collective } from '../domain/collective.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { Slugs } from '../domain/slugs.js';
import { Fingerprints } from './fingerprints.js';
import { People } from './people.js';
import { claimPersonalSlug } from './personal-slug.js';

/** Somebody signed up: they are known from now on, and get a collective of their own. */
export class WelcomePerson {
  constructor(
    readonly userId: string,
    readonly username: string,
    readonly displayName: string,
    /** Null for people who were imported. */
    readonly email: string | null,
    /** The id the personal collective will bear; the same for the same sign-up, however often it is told. */
    readonly collectiveId: string,
    readonly registeredAt: Date,
    /** Whether others may find them. */
    readonly isPublic: boolean,
  ) {}
}

@CommandHandler(WelcomePerson)
export class WelcomePersonHandler implements ICommandHandler<WelcomePerson, void> {
  constructor(
    private readonly people: People,
    private readonly collectives: CollectiveRepository,
    private readonly slugs: Slugs,
    private readonly fingerprints: Fingerprints,
  ) {}

  async execute(command: WelcomePerson): Promise<void> {
    const { userId, username, displayName, email, collectiveId, registeredAt, isPublic } = command;
    const addressFingerprint = email === null ? null : this.fingerprints.ofAddress(email);
    await this.people.add({ userId, username, addressFingerprint, isPublic });
    if (await this.collectives.hasPersonal(userId)) return;
    const slug = await claimPersonalSlug(this.slugs, username, collectiveId);
    const fields = { id: collectiveId, slug, name: displayName, origin: 'sign-up' } as const;
    await this.collectives.save(Collective.found(fields, { userId, username }, registeredAt));
  }
}
