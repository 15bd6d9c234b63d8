import {
  CurrentPrincipal,
  KnownPosition,
  NeedsScope,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { AcceptInvite, type AcceptedInvite } from '../../application/accept-invite.js';
import { InviteMember, type SentInvite } from '../../application/invite-member.js';
import { RemoveMember } from '../../application/remove-member.js';
import { role, slug, username } from './fields.js';

const Invitation = z.strictObject({ email: z.email().max(254), role });
const SentView = z.object({ inviteId: z.uuid() });
const Acceptance = z.strictObject({ token: z.string().min(1).max(200) });
const AcceptedView = z.object({ collectiveId: z.uuid(), slug: z.string() });

@Controller('api/v1')
@Policy('user')
@NeedsScope('collectives:write')
export class MembersController {
  constructor(private readonly commands: CommandBus) {}

  @Post('collectives/:slug/invites')
  @Summary('Invite somebody by e-mail')
  @Returns(201, SentView)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Members invite nobody, and admins no owners.')
  @Refuses('personal-collective', 'conflict', 'Nobody is invited to a personal collective.')
  @Refuses('invite-pending', 'conflict', 'The address has an open invite already.')
  invite(
    @Param('slug', { schema: slug }) to: string,
    @Body({ schema: Invitation }) body: z.infer<typeof Invitation>,
    @CurrentPrincipal() inviter: Principal,
  ): Promise<SentInvite> {
    return this.commands.execute(new InviteMember(to, inviter.userId, body.email, body.role));
  }

  @Post('invites/:id/accept')
  @Summary('Accept an invite with the token from its e-mail')
  @Returns(200, AcceptedView)
  @Refuses('invite-not-found', 'not-found', 'There is no such invite, or the token is not its own.')
  @Refuses('invite-used', 'gone', 'The invite was accepted before.')
  @Refuses('invite-expired', 'gone', 'Seven days went by.')
  @Refuses('address-not-verified', 'forbidden', 'The account has no verified address.')
  @Refuses('invite-for-other-address', 'forbidden', 'The invite was sent to another address.')
  @Refuses('already-member', 'conflict', 'You are a member already.')
  @Refuses('projection-behind', 'behind', 'Your address was verified a moment ago; ask again.')
  accept(
    @Param('id', { schema: z.uuid() }) inviteId: string,
    @Body({ schema: Acceptance }) body: z.infer<typeof Acceptance>,
    @CurrentPrincipal() invitee: Principal,
    @KnownPosition() position?: string,
  ): Promise<AcceptedInvite> {
    return this.commands.execute(new AcceptInvite(inviteId, body.token, invitee.userId, position));
  }

  @Delete('collectives/:slug/members/:username')
  @Summary('Remove a member, or leave')
  @Returns(204)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('member-not-found', 'not-found', 'Nobody of this name is a member.')
  @Refuses('role-too-low', 'forbidden', 'Members remove nobody but themselves, and admins no owners.')
  @Refuses('personal-collective', 'conflict', 'Nobody leaves a personal collective.')
  @Refuses('last-owner', 'conflict', 'The collective would be without an owner.')
  async remove(
    @Param('slug', { schema: slug }) from: string,
    @Param('username', { schema: username }) member: string,
    @CurrentPrincipal() remover: Principal,
  ): Promise<void> {
    await this.commands.execute(new RemoveMember(from, remover.userId, member));
  }
}
