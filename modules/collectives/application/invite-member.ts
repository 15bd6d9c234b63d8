import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CollectiveNotFoundError, TooManyInvitesError } from '../domain/collective.errors.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { configuration } from '../domain/configuration.js';
import type { Role } from '../domain/role.js';
import { Fingerprints } from './fingerprints.js';
import { type InviteMail, InviteMails } from './invite-mails.js';

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
    private readonly mails: InviteMails,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ slug, invitedByUserId, email, role }: InviteMember): Promise<SentInvite> {
    const collective = await this.collectives.getForMember(slug, invitedByUserId);
    if (collective === null) throw new CollectiveNotFoundError(slug);
    const now = this.clock.now();
    const inviteId = this.ids.next();
    const token = this.ids.secret();
    const addressFingerprint = this.fingerprints.ofAddress(email);
    const tokenFingerprint = this.fingerprints.ofToken(token);
    collective.invite(
      invitedByUserId,
      { inviteId, email, addressFingerprint, token, tokenFingerprint, role },
      now,
    );
    await this.refuseToFlood({ inviteId, addressFingerprint, inviterUserId: invitedByUserId, sentAt: now });
    await this.collectives.save(collective);
    return { inviteId };
  }

  private async refuseToFlood(mail: InviteMail): Promise<void> {
    const { withinMs, mostPerAddress, mostPerAddressOfOne, mostPerInviter } = configuration.inviteMails;
    const since = new Date(mail.sentAt.getTime() - withinMs);
    const { toAddress, byInviter, byInviterToAddress } = await this.mails.note(mail, since);
    if (toAddress > mostPerAddress || byInviterToAddress > mostPerAddressOfOne || byInviter > mostPerInviter)
      throw new TooManyInvitesError(withinMs);
  }
}
