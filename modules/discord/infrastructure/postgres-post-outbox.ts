import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type NewAnnouncement, PostOutbox, type Selection } from '../application/post-outbox.js';
import { type Announcement, renamed } from '../domain/announcement.js';
import { PostgresBursts } from './postgres-bursts.js';
import { PostgresMessages } from './postgres-messages.js';
import type { DiscordTables } from './tables.js';

interface Chosen {
  readonly event_id: string;
  readonly message_id: string;
  readonly announcement: Announcement;
}

@Injectable()
export class PostgresPostOutbox extends PostOutbox {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly intents: IntentSender,
    private readonly bursts: PostgresBursts,
    private readonly messages: PostgresMessages,
  ) {
    super();
  }

  async add({ eventId, occurredAt, userId, announcement }: NewAnnouncement): Promise<void> {
    const { query } = this.database;
    const known = await query
      .selectFrom('announcements')
      .select('event_id')
      .where('event_id', '=', eventId)
      .executeTakeFirst();
    if (known !== undefined) return;
    const { message, dueAt } = await this.bursts.place(eventId, announcement, (id) =>
      this.messages.isOpen(id),
    );
    const publication = announcement.kind === 'extension' ? announcement : null;
    await query
      .insertInto('announcements')
      .values({
        event_id: eventId,
        message_id: message,
        occurred_at: occurredAt,
        user_id: userId,
        extension_name: publication?.name ?? null,
        version: publication?.version ?? null,
        announcement: JSON.stringify(announcement),
        withheld_because: null,
      })
      .execute();
    if (message === eventId) await this.messages.begin(eventId, occurredAt, dueAt);
    else await this.messages.sayAnew(message, 1);
    this.intents.written();
  }

  async withhold(selection: Selection, because: string): Promise<void> {
    const chosen = await this.chosen(selection);
    const waiting = await this.messages.waiting(chosen.map(({ message_id }) => message_id));
    await this.strike(
      chosen.filter(({ message_id }) => waiting.has(message_id)),
      because,
    );
  }

  async takeBack(selection: Selection, because: string): Promise<void> {
    const chosen = await this.chosen(selection);
    await this.messages.waiting(chosen.map(({ message_id }) => message_id));
    await this.strike(chosen, because);
    this.intents.written();
  }

  async rename(userId: string, username: string): Promise<void> {
    const chosen = await this.chosen({ userId });
    const waiting = await this.messages.waiting(chosen.map(({ message_id }) => message_id));
    const told = chosen.filter(({ message_id }) => waiting.has(message_id));
    for (const { event_id, announcement } of told)
      await this.database.query
        .updateTable('announcements')
        .set({ announcement: JSON.stringify(renamed(announcement, username)) })
        .where('event_id', '=', event_id)
        .execute();
    for (const id of new Set(told.map(({ message_id }) => message_id))) await this.messages.sayAnew(id, 0);
  }

  /** What was struck leaves nothing behind but that it was there. */
  private async strike(chosen: readonly Chosen[], because: string): Promise<void> {
    if (chosen.length === 0) return;
    const struck = await this.database.query
      .updateTable('announcements')
      .set({
        user_id: null,
        extension_name: null,
        version: null,
        announcement: null,
        withheld_because: because,
      })
      .where(
        'event_id',
        'in',
        chosen.map(({ event_id }) => event_id),
      )
      // Somebody else may have struck one of them meanwhile.
      .where('announcement', 'is not', null)
      .returning('message_id')
      .execute();
    for (const [id, { length }] of Map.groupBy(struck, ({ message_id }) => message_id))
      await this.messages.sayAnew(id, -length);
  }

  private async chosen(selection: Selection): Promise<Chosen[]> {
    const rows = await this.database.query
      .selectFrom('announcements')
      .select(['event_id', 'message_id', 'announcement'])
      .where('announcement', 'is not', null)
      .where(
        'userId' in selection
          ? sql<boolean>`user_id = ${selection.userId}`
          : sql<boolean>`extension_name = ${selection.extensionName}
              AND (${selection.version ?? null}::text IS NULL OR version = ${selection.version ?? null}::text)`,
      )
      .orderBy('message_id')
      .execute();
    return rows.map((row) => ({ ...row, announcement: JSON.parse(row.announcement ?? '') as Announcement }));
  }
}
