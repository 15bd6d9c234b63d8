import { Clock, Ids } from '@boardwalk/domain';
import { IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Announcement, textOf } from '../domain/announcement.js';
import { namedInCollected } from '../domain/limits.js';
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
    const content = await this.textOf(messageId, 1);
    const paused = sql`(SELECT max(paused_until) FROM ${this.database.table('rate_limits')}
      WHERE route = '*' OR (route = 'create' AND channel = c.channel))`;
    const channels = [house, ...webhooks.map(({ id }) => id)];
    const ids = channels.map((channel) => postIdOf(messageId, channel));
    // Not before the end of a pause that Discord asked for.
    await sql`
      INSERT INTO ${this.database.table('posts')} (id, message_id, channel, content, announces, occurred_at, next_attempt_at, trace)
      SELECT c.id, ${messageId}::uuid, c.channel, ${content}, 1, ${occurredAt}, greatest(${dueAt}::timestamptz, ${paused}), ${this.intents.trace()}
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

  /**
   * What it announces has changed. Posts that wait say so, or are dropped; those that are out are amended. All are held already, so
   * that nobody else counts meanwhile.
   * @param more how many facts it announces more than before
   */
  async sayAnew(messageId: string, more: number): Promise<void> {
    const { query } = this.database;
    const before = await query
      .selectFrom('posts')
      .select('announces')
      .where('message_id', '=', messageId)
      .limit(1)
      .executeTakeFirst();
    if (before === undefined) return;
    const announces = before.announces + more;
    const content = await this.textOf(messageId, announces);
    if (content === nothing)
      await query
        .deleteFrom('posts')
        .where('message_id', '=', messageId)
        .where('status', '=', 'queued')
        .execute();
    const said = await query
      .updateTable('posts')
      .set({ content, announces })
      .where('message_id', '=', messageId)
      .returning(['id', 'channel', 'status'])
      .execute();
    const out = said.filter(({ status }) => ['sending', 'sent', 'unknown'].includes(status));
    if (out.length === 0) return;
    await query
      .insertInto('amendments')
      .values(
        out.map(({ id, channel }) => ({
          id: this.ids.next(),
          post_id: id,
          channel,
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

  /** Of many it reads those that are named, however many there are. */
  private async textOf(messageId: string, count: number): Promise<string> {
    const rows = await this.database.query
      .selectFrom('announcements')
      .select('announcement')
      .where('message_id', '=', messageId)
      .where('announcement', 'is not', null)
      .orderBy('occurred_at')
      .orderBy('event_id')
      .limit(namedInCollected)
      .execute();
    const [first, ...others] = rows.map((row) => JSON.parse(row.announcement ?? '') as Announcement);
    return first === undefined ? nothing : textOf([first, ...others], count);
  }
}
