import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import type { Role } from '../domain/role.js';

export class ChangeMemberRole {
  constructor(
    readonly slug: string,
    readonly changedByUserId: string,
    readonly username: string,
    readonly role: Role,
  ) {}
}

@CommandHandler(ChangeMemberRole)
export class ChangeMemberRoleHandler implements ICommandHandler<ChangeMemberRole, void> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ slug, changedByUserId, username, role }: ChangeMemberRole): Promise<void> {
    const collective = await this.collectives.getForMember(slug, changedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    collective.changeRole(changedByUserId, username, role, this.clock.now());
    await this.collectives.save(collective);
  }
}
