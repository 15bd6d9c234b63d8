import {
  CurrentPrincipal,
  cutPage,
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
import { Clock } from '@boardwalk/domain';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { CollectiveReads } from '../../application/collective-reads.js';
import { InviteMember, type SentInvite } from '../../application/invite-member.js';
import { InviteReads, type OpenInvite } from '../../application/invite-reads.js';
import { RevokeInvite } from '../../application/revoke-invite.js';
import { afterId, role, slug } from './fields.js';

const Invitation = z.strictObject({ email: z.email().max(254), role });
const List = z.strictObject({ limit, cursor: afterId.optional() });
const SentView = z.object({ inviteId: z.uuid() });
const OpenView = SentView.extend({
  role,
  invitedBy: z.string().nullable().meta({ description: 'Null when they are a member no longer.' }),
  sentAt: z.date(),
  expiresAt: z.date(),
});

/** The invites of one collective, for those who look after it. */
@Controller('api/v1/collectives/:slug/invites')
@Policy('user')
export class InvitesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly collectives: CollectiveReads,
    private readonly invites: InviteReads,
    private readonly clock: Clock,
  ) {}

  @Post()
  @NeedsScope('collectives:write')
  @Summary('Invite somebody by e-mail')
  @Returns(201, SentView)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Members invite nobody, and admins no owners.')
  @Refuses('personal-collective', 'conflict', 'Nobody is invited to a personal collective.')
  @Refuses('invite-pending', 'conflict', 'The address has an open invite already.')
  @Refuses('too-many-invites', 'conflict', 'Too many went to this address, or came from you, of late.')
  invite(
    @Param('slug', { schema: slug }) to: string,
    @Body({ schema: Invitation }) body: z.infer<typeof Invitation>,
    @CurrentPrincipal() inviter: Principal,
  ): Promise<SentInvite> {
    return this.commands.execute(new InviteMember(to, inviter.userId, body.email, body.role));
  }

  @Get()
  @NeedsScope('collectives:read')
  @Summary('List the open invites of a collective, newest first')
  @Returns(200, pageOf(OpenView))
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Members do not see who is invited.')
  async list(
    @Param('slug', { schema: slug }) of: string,
    @Query({ schema: List }) query: z.infer<typeof List>,
    @CurrentPrincipal() viewer: Principal,
  ): Promise<Page<OpenInvite>> {
    const id = await this.collectives.lookedAfterBy(viewer.userId, of, 'see its invites');
    const rows = await this.invites.openOf(id, query.cursor, query.limit + 1, this.clock.now());
    return cutPage(rows, query.limit, (last) => z.encode(afterId, last.inviteId));
  }

  @Delete(':id')
  @NeedsScope('collectives:write')
  @Summary('Take an open invite back')
  @Returns(204)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('invite-not-found', 'not-found', 'The collective has no such open invite.')
  @Refuses('invite-expired', 'gone', 'Seven days went by.')
  @Refuses('role-too-low', 'forbidden', 'Members take nothing back, and admins no invite for an owner.')
  async revoke(
    @Param('slug', { schema: slug }) of: string,
    @Param('id', { schema: z.uuid() }) inviteId: string,
    @CurrentPrincipal() revoker: Principal,
  ): Promise<void> {
    await this.commands.execute(new RevokeInvite(of, revoker.userId, inviteId));
  }
}
