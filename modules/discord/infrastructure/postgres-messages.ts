import { Clock, Ids } from '@boardwalk/domain';
import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Announcement, textOf } from '../domain/announcement.js';
import { postIdOf } from './post-id.js';
import { type DiscordTables, house } from './tables.js';

/** What stands where a message has nothing more to say. */
const nothing = '';

/** Messages: what they say follows from what they announce, in every channel in which they are posted. */
@Injectable()
export class PostgresMessages {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly intents: IntentSender,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** A post per channel: the community's, and every registered webhook's that is in use. */
  async begin(messageId: string, occurredAt: Date, dueAt: Date): Promise<void> {
    const webhooks = await this.database.query
      .selectFrom('registered_webhooks')
      .select('id')
      .where('disabled_at', 'is', null)
      .where(
        sql<boolean>`owner_user_id NOT IN (SELECT user_id FROM ${this.database.table('hidden_people')} WHERE because IN ('suspended', 'deleted'))`,
      )
      .execute();
    const content = await this.textOf(messageId);
    const paused = sql`(SELECT max(paused_until) FROM ${this.database.table('rate_limits')}
      WHERE route = '*' OR (route = 'create' AND channel = c.channel))`;
    const channels = [house, ...webhooks.map(({ id }) => id)];
    const ids = channels.map((channel) => postIdOf(messageId, channel));
    // Not before the end of a pause that Discord asked for.
    await sql`
      INSERT INTO ${this.database.table('posts')} (id, message_id, channel, content, occurred_at, next_attempt_at, trace)
      SELECT c.id, ${messageId}::uuid, c.channel, ${content}, ${occurredAt}, greatest(${dueAt}::timestamptz, ${paused}), ${this.intents.trace()}
      FROM unnest(${ids}::uuid[], ${channels}::text[]) AS c (id, channel)
      ON CONFLICT DO NOTHING`.execute(this.database.query);
  }

  /** Whether none of its posts has gone out yet. They stay so until the end of the unit of work. */
  async isOpen(messageId: string): Promise<boolean> {
    return (await this.waiting([messageId])).has(messageId);
  }

  /** Those of which no post has gone out. All posts are held until the end of the unit of work. */
  async waiting(messageIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (messageIds.length === 0) return new Set();
    const posts = await this.database.query
      .selectFrom('posts')
      .select(['message_id', 'status'])
      .where('message_id', 'in', [...new Set(messageIds)])
      .orderBy('id')
      .forUpdate()
      .execute();
    const gone = new Set(posts.filter(({ status }) => status !== 'queued').map((post) => post.message_id));
    return new Set(posts.map((post) => post.message_id).filter((id) => !gone.has(id)));
  }

  /** What it announces has changed. Posts that wait say so, or are dropped; those that are out are amended. */
  async sayAnew(messageId: string): Promise<void> {
    const { query } = this.database;
    const content = await this.textOf(messageId);
    if (content === nothing)
      await query
        .deleteFrom('posts')
        .where('message_id', '=', messageId)
        .where('status', '=', 'queued')
        .execute();
    const said = await query
      .updateTable('posts')
      .set({ content })
      .where('message_id', '=', messageId)
      .returning(['id', 'status'])
      .execute();
    const out = said.filter(({ status }) => ['sending', 'sent', 'unknown'].includes(status));
    if (out.length === 0) return;
    await query
      .insertInto('amendments')
      .values(
        out.map(({ id }) => ({
          id: this.ids.next(),
          post_id: id,
          status: 'queued',
          attempt: 0,
          next_attempt_at: this.clock.now(),
          provider_id: null,
          last_error: null,
          trace: this.intents.trace(),
        })),
      )
      .execute();
  }

  private async textOf(messageId: string): Promise<string> {
    const rows = await this.database.query
      .selectFrom('announcements')
      .select('announcement')
      .where('message_id', '=', messageId)
      .where('announcement', 'is not', null)
      .orderBy('occurred_at')
      .orderBy('event_id')
      .execute();
    const [first, ...others] = rows.map((row) => JSON.parse(row.announcement ?? '') as Announcement);
    return first === undefined ? nothing : textOf([first, ...others]);
  }
}
