import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Inbox, type InboxPlace, type InboxRow, type NewInboxRow } from '../application/inbox.js';
import { NoticeNotFoundError } from '../domain/mail.errors.js';
import { lineOf, type Notice } from '../domain/notice.js';
import { nameBasedId } from './name-based-id.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresInbox extends Inbox {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add(rows: readonly NewInboxRow[]): Promise<void> {
    await this.database.query
      .insertInto('inbox')
      .values(
        rows.map(({ userId, notice, eventId, occurredAt, actorUserId }) => ({
          id: nameBasedId(eventId, `inbox/${notice.type}/${userId}`),
          user_id: userId,
          type: notice.type,
          source: eventId,
          actor_user_id: actorUserId ?? null,
          about: JSON.stringify(notice.values),
          occurred_at: occurredAt,
        })),
      )
      .onConflict((conflict) => conflict.columns(['user_id', 'type', 'source']).doNothing())
      .execute();
  }

  async page(
    userId: string,
    { unreadOnly, after, size }: { unreadOnly: boolean; after: InboxPlace | undefined; size: number },
  ): Promise<InboxRow[]> {
    const rows = await this.database.query
      .selectFrom('inbox')
      .leftJoin('people as actor', 'actor.user_id', 'inbox.actor_user_id')
      .select([
        'inbox.id',
        'inbox.type',
        'inbox.about',
        'inbox.occurred_at',
        'inbox.read_at',
        'actor.username',
      ])
      .where('inbox.user_id', '=', userId)
      .$if(unreadOnly, (unread) => unread.where('inbox.read_at', 'is', null))
      .$if(after !== undefined, (notices) =>
        notices.where(
          sql<boolean>`(inbox.occurred_at, inbox.id) < (${after?.occurredAt}::timestamptz, ${after?.noticeId}::uuid)`,
        ),
      )
      .orderBy('inbox.occurred_at', 'desc')
      .orderBy('inbox.id', 'desc')
      .limit(size)
      .execute();
    return rows.map((row) => {
      const notice = { type: row.type, values: row.about } as Notice;
      return {
        noticeId: row.id,
        type: notice.type,
        line: lineOf(notice, row.username),
        occurredAt: row.occurred_at,
        readAt: row.read_at,
      };
    });
  }

  async unread(userId: string): Promise<number> {
    const { unread } = await this.database.query
      .selectFrom('inbox')
      .select(({ fn }) => fn.countAll<string>().as('unread'))
      .where('user_id', '=', userId)
      .where('read_at', 'is', null)
      .executeTakeFirstOrThrow();
    return Number(unread);
  }

  async markRead(userId: string, noticeId: string): Promise<void> {
    const { numUpdatedRows } = await this.database.query
      .updateTable('inbox')
      .set({ read_at: sql<Date>`coalesce(read_at, ${this.clock.now()}::timestamptz)` })
      .where('user_id', '=', userId)
      .where('id', '=', noticeId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new NoticeNotFoundError();
  }

  async markAllRead(userId: string): Promise<void> {
    await this.database.query
      .updateTable('inbox')
      .set({ read_at: this.clock.now() })
      .where('user_id', '=', userId)
      .where('read_at', 'is', null)
      .execute();
  }

  async forget(userId: string): Promise<void> {
    await this.database.query.deleteFrom('inbox').where('user_id', '=', userId).execute();
  }
}
