import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { InviteReads, type OpenInvite, type OwnInvite } from '../application/invite-reads.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresInviteReads extends InviteReads {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  openOf(collectiveId: string, after: string | undefined, size: number, at: Date): Promise<OpenInvite[]> {
    return this.open(after, size, at).where('invites.collective_id', '=', collectiveId).execute();
  }

  openTo(userId: string, after: string | undefined, size: number, at: Date): Promise<OwnInvite[]> {
    return this.open(after, size, at)
      .innerJoin('collectives', 'collectives.id', 'invites.collective_id')
      .innerJoin('people', 'people.address_fingerprint', 'invites.address_fingerprint')
      .select(['collectives.slug', 'collectives.name'])
      .where('people.user_id', '=', userId)
      .where('people.address_verified', '=', true)
      .execute();
  }

  private open(after: string | undefined, size: number, at: Date) {
    return this.database.query
      .selectFrom('invites')
      .leftJoin('members', (join) =>
        join
          .onRef('members.collective_id', '=', 'invites.collective_id')
          .onRef('members.user_id', '=', 'invites.invited_by_user_id'),
      )
      .select([
        'invites.id as inviteId',
        'invites.role',
        'members.username as invitedBy',
        'invites.sent_at as sentAt',
        'invites.expires_at as expiresAt',
      ])
      .where('invites.status', '=', 'pending')
      .where('invites.expires_at', '>', at)
      .$if(after !== undefined, (rows) => rows.where('invites.id', '<', after ?? ''))
      .orderBy('invites.id', 'desc')
      .limit(size);
  }
}
