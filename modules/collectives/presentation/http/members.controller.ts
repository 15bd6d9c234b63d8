import { CurrentPrincipal, NeedsScope, Policy, Principal, Refuses, Returns, Summary } from '@boardwalk/http';
import { Body, Controller, Delete, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { ChangeMemberRole } from '../../application/change-member-role.js';
import { LeaveCollective } from '../../application/leave-collective.js';
import { RemoveMember } from '../../application/remove-member.js';
import { TransferOwnership } from '../../application/transfer-ownership.js';
import { role, slug, username } from './fields.js';

const NewRole = z.strictObject({ role });
const Transfer = z.strictObject({ to: username });

@Controller('api/v1/collectives/:slug')
@Policy('user')
@NeedsScope('collectives:write')
export class MembersController {
  constructor(private readonly commands: CommandBus) {}

  @Delete('members/:username')
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
    await this.commands.execute(
      member === remover.username
        ? new LeaveCollective(from, remover.userId)
        : new RemoveMember(from, remover.userId, member),
    );
  }

  @Put('members/:username/role')
  @Summary('Give a member another role')
  @Returns(204)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('member-not-found', 'not-found', 'Nobody of this name is a member.')
  @Refuses('role-too-low', 'forbidden', 'Members change no roles, and admins make and unmake no owners.')
  @Refuses('personal-collective', 'conflict', 'A personal collective has its owner and nobody else.')
  @Refuses('last-owner', 'conflict', 'The collective would be without an owner.')
  async changeRole(
    @Param('slug', { schema: slug }) of: string,
    @Param('username', { schema: username }) member: string,
    @Body({ schema: NewRole }) body: z.infer<typeof NewRole>,
    @CurrentPrincipal() changer: Principal,
  ): Promise<void> {
    await this.commands.execute(new ChangeMemberRole(of, changer.userId, member, body.role));
  }

  @Post('transfer')
  @Summary('Make another member owner in your place; you stay as an admin')
  @Returns(204)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('member-not-found', 'not-found', 'Nobody of this name is a member.')
  @Refuses('role-too-low', 'forbidden', 'Only owners transfer the ownership.')
  @Refuses('already-owner', 'conflict', 'The member is an owner already.')
  @Refuses('personal-collective', 'conflict', 'A personal collective belongs to its account.')
  async transfer(
    @Param('slug', { schema: slug }) of: string,
    @Body({ schema: Transfer }) body: z.infer<typeof Transfer>,
    @CurrentPrincipal() owner: Principal,
  ): Promise<void> {
    await this.commands.execute(new TransferOwnership(of, owner.userId, body.to));
  }
}
