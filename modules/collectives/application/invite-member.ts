import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import type { Role } from '../domain/role.js';
import { Fingerprints } from './fingerprints.js';

export class InviteMember {
  constructor(
    readonly slug: string,
    readonly invitedByUserId: string,
    readonly email: string,
    readonly role: Role,
  ) {}
}

export interface SentInvite {
  readonly inviteId: string;
}

@CommandHandler(InviteMember)
export class InviteMemberHandler implements ICommandHandler<InviteMember, SentInvite> {
  constructor(
    private readonly collectives: CollectiveRepository,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ slug, invitedByUserId, email, role }: InviteMember): Promise<SentInvite> {
    const collective = await this.collectives.getForMember(slug, invitedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    const inviteId = this.ids.next();
    const token = this.ids.secret();
    const addressFingerprint = this.fingerprints.ofAddress(email);
    const tokenFingerprint = this.fingerprints.ofToken(token);
    collective.invite(
      invitedByUserId,
      { inviteId, email, addressFingerprint, token, tokenFingerprint, role },
      this.clock.now(),
    );
    await this.collectives.save(collective);
    return { inviteId };
  }
}
