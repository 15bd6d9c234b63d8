import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Cause } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import { grantIds } from '../domain/grant-ids.js';
import { Metrics } from './metrics.js';

export class CreditAcceptedInvite {
  constructor(
    readonly inviteId: string,
    readonly inviterId: string,
    readonly inviteeId: string,
    readonly cause: Cause,
  ) {}
}

@CommandHandler(CreditAcceptedInvite)
export class CreditAcceptedInviteHandler implements ICommandHandler<CreditAcceptedInvite> {
  constructor(
    private readonly accounts: Accounts,
    private readonly metrics: Metrics,
  ) {}

  async execute({ inviteId, inviterId, inviteeId, cause }: CreditAcceptedInvite): Promise<void> {
    const credits = [
      { userId: inviterId, credit: () => this.creditInviter(inviterId, inviteId, cause) },
      { userId: inviteeId, credit: () => this.creditInvitee(inviteeId, inviteId, cause) },
    ];
    // Always the same one first, so that two invites between the same two people cannot wait for each other.
    credits.sort((one, other) => (one.userId < other.userId ? -1 : 1));
    for (const { credit } of credits) await credit();
    await this.metrics.count(inviteeId, 'collective_invite_accepted', cause.at);
  }

  private async creditInviter(userId: string, inviteId: string, cause: Cause): Promise<void> {
    const inviter = await this.accounts.get(userId, [grantIds.inviter(inviteId)]);
    inviter.creditInviter(inviteId, cause);
    await this.accounts.save(inviter);
  }

  private async creditInvitee(userId: string, inviteId: string, cause: Cause): Promise<void> {
    const invitee = await this.accounts.get(userId, [
      grantIds.invitee(inviteId),
      ...grantIds.badges(['team-player'], userId),
    ]);
    invitee.creditInvitee(inviteId, cause);
    await this.accounts.save(invitee);
  }
}
