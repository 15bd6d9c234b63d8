import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type InviteMail, InviteMails, type MailCounts } from '../application/invite-mails.js';
import type { CollectivesTables } from './tables.js';
import { holdAlone } from './turns.js';

@Injectable()
export class PostgresInviteMails extends InviteMails {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  async note(mail: InviteMail, since: Date): Promise<MailCounts> {
    const { query } = this.database;
    const { inviteId, addressFingerprint, inviterUserId, sentAt } = mail;
    // The inviter before the address, everybody.
    await holdAlone(query, 'mails by', inviterUserId);
    await holdAlone(query, 'mails to', addressFingerprint);
    await query
      .insertInto('invite_mails')
      .values({
        invite_id: inviteId,
        address_fingerprint: addressFingerprint,
        inviter_user_id: inviterUserId,
        sent_at: sentAt,
      })
      .execute();
    return await query
      .selectNoFrom([
        this.countSince(since).where('address_fingerprint', '=', addressFingerprint).as('toAddress'),
        this.countSince(since).where('inviter_user_id', '=', inviterUserId).as('byInviter'),
        this.countSince(since)
          .where('address_fingerprint', '=', addressFingerprint)
          .where('inviter_user_id', '=', inviterUserId)
          .as('byInviterToAddress'),
      ])
      .$narrowType<{ toAddress: number; byInviter: number; byInviterToAddress: number }>()
      .executeTakeFirstOrThrow();
  }

  async welcomed(inviteId: string): Promise<void> {
    await this.database.query.deleteFrom('invite_mails').where('invite_id', '=', inviteId).execute();
  }

  async forgetInviter(userId: string): Promise<void> {
    await this.database.query
      .updateTable('invite_mails')
      .set({ inviter_user_id: null })
      .where('inviter_user_id', '=', userId)
      .execute();
  }

  private countSince(since: Date) {
    return this.database.query
      .selectFrom('invite_mails')
      .where('sent_at', '>', since)
      .select(sql<number>`count(*)::integer`.as('count'));
  }
}
