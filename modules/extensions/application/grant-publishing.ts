import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Role } from '../domain/editor.js';
import { Memberships } from './memberships.js';

/** Somebody may publish under a collective from now on, see what is private to it, and change what their role lets them. */
export class GrantPublishing {
  constructor(
    readonly collectiveId: string,
    readonly userId: string,
    readonly role: Role,
  ) {}
}

@CommandHandler(GrantPublishing)
export class GrantPublishingHandler implements ICommandHandler<GrantPublishing, void> {
  constructor(private readonly memberships: Memberships) {}

  async execute({ collectiveId, userId, role }: GrantPublishing): Promise<void> {
    await this.memberships.join(collectiveId, userId, role);
  }
}
