import { Clock } from '@boardwalk/domain';
import {
  CurrentPrincipal,
  cutPage,
  KnownPosition,
  limit,
  NeedsScope,
  type Page,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { AcceptInvite, type AcceptedInvite } from '../../application/accept-invite.js';
import { DeclineInvite } from '../../application/decline-invite.js';
import { InviteReads, type OwnInvite } from '../../application/invite-reads.js';
import { afterId, role } from './fields.js';

const List = z.strictObject({ limit, cursor: afterId.optional() });
const Acceptance = z.strictObject({ token: z.string().min(1).max(200) });
const AcceptedView = z.object({ collectiveId: z.uuid(), slug: z.string() });
const OwnView = z.object({
  inviteId: z.uuid(),
  slug: z.string(),
  name: z.string(),
  role,
  invitedBy: z.string().nullable().meta({ description: 'Null when they are a member no longer.' }),
  sentAt: z.date(),
  expiresAt: z.date(),
});

/** The invites that somebody got. */
@Controller('api/v1/invites')
@Policy('user')
export class OwnInvitesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly invites: InviteReads,
    private readonly clock: Clock,
  ) {}

  @Get()
  @NeedsScope('collectives:read')
  @Summary('List the open invites to your verified address, newest first')
  @Returns(200, pageOf(OwnView))
  async list(
    @Query({ schema: List }) query: z.infer<typeof List>,
    @CurrentPrincipal() invitee: Principal,
  ): Promise<Page<OwnInvite>> {
    const { userId } = invitee;
    const rows = await this.invites.openTo(userId, query.cursor, query.limit + 1, this.clock.now());
    return cutPage(rows, query.limit, (last) => z.encode(afterId, last.inviteId));
  }

  @Post(':id/accept')
  @NeedsScope('collectives:write')
  @Summary('Accept an invite with the token from its e-mail')
  @Returns(200, AcceptedView)
  @Refuses('invite-not-found', 'not-found', 'There is no such invite, or the token is not its own.')
  @Refuses('invite-used', 'gone', 'The invite was accepted before.')
  @Refuses('invite-closed', 'gone', 'The invite was declined or taken back.')
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

  @Post(':id/decline')
  @NeedsScope('collectives:write')
  @Summary('Decline an invite that was sent to your verified address')
  @Returns(204)
  @Refuses('invite-not-found', 'not-found', 'There is no such invite to your address.')
  @Refuses('invite-used', 'gone', 'The invite was accepted before.')
  @Refuses('invite-closed', 'gone', 'The invite was declined or taken back.')
  @Refuses('invite-expired', 'gone', 'Seven days went by.')
  @Refuses('address-not-verified', 'forbidden', 'Your address is not verified.')
  @Refuses('projection-behind', 'behind', 'Your address was verified a moment ago; ask again.')
  async decline(
    @Param('id', { schema: z.uuid() }) inviteId: string,
    @CurrentPrincipal() invitee: Principal,
    @KnownPosition() position?: string,
  ): Promise<void> {
    await this.commands.execute(new DeclineInvite(inviteId, invitee.userId, position));
  }
}
