import { Clock } from '@boardwalk/domain';
import { Database, Housekeeping } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { keptMs, newsLastsMs } from '../domain/limits.js';
import type { DiscordTables } from './tables.js';

/** What this context forgets, and when. A message that is forgotten cannot be taken back any more. */
@Injectable()
export class DiscordRetention implements OnModuleInit {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly housekeeping: Housekeeping,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.housekeeping.serve('discord: posts', (most) => this.removePosts(most));
    this.housekeeping.serve('discord: announcements', (most) => this.removeAnnouncements(most));
    this.housekeeping.serve('discord: bursts', (most) => this.removeBursts(most));
  }

  /** Those that are settled, with their calls, their amendments, and what was captured of them. */
  private async removePosts(most: number): Promise<number> {
    const { rows } = await sql`
      WITH removed AS (
        DELETE FROM ${this.database.table('posts')} WHERE id IN (
          SELECT id FROM ${this.database.table('posts')}
          WHERE occurred_at <= ${this.before(keptMs)} AND status IN ('sent', 'failed') ORDER BY occurred_at LIMIT ${most})
        RETURNING id
      ), captured AS (
        DELETE FROM ${this.database.table('captured_posts')} WHERE post_id IN (SELECT id FROM removed)
      )
      SELECT FROM removed`.execute(this.database.query);
    return rows.length;
  }

  /** Those whose message is gone from every channel. Old news is not announced again, so that nobody has to recognise it. */
  private removeAnnouncements(most: number): Promise<number> {
    const table = this.database.table('announcements');
    const isGone = sql`NOT EXISTS (SELECT FROM ${this.database.table('posts')} p WHERE p.message_id = ${table}.message_id)`;
    return this.database.remove(
      'announcements',
      sql`occurred_at <= ${this.before(keptMs)} AND ${isGone}`,
      most,
    );
  }

  /** Those that are over: what comes now begins another. */
  private removeBursts(most: number): Promise<number> {
    return this.database.remove('bursts', sql`ends_at <= ${this.before(newsLastsMs)}`, most);
  }

  private before(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() - milliseconds);
  }
}
