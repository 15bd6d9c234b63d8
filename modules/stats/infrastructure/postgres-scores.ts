import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Selectable, sql } from 'kysely';
import { activities, type Activity } from '../application/metrics.js';
import { type Explanation, type HeldBadge, type Score, Scores, type Viewer } from '../application/scores.js';
import { tierAfter, tierAt } from '../domain/scoring.js';
import { spanOf, type WindowName } from '../domain/window.js';
import type { StatsTables } from './tables.js';

@Injectable()
export class PostgresScores extends Scores {
  constructor(private readonly database: Database<StatsTables>) {
    super();
  }

  protected async find(username: string, viewer: Viewer, at: Date): Promise<Score | null> {
    const account = await this.account(username, viewer);
    if (account === null) return null;
    const { user_id: userId, total } = account;
    const [points, metrics, badges] = await Promise.all([
      this.points(userId, at),
      this.metrics(userId),
      this.badges(userId),
    ]);
    return {
      userId,
      username: account.username,
      total,
      tier: tierAt(total).name,
      nextTier: tierAfter(total),
      points,
      ...metrics,
      badges,
    };
  }

  protected async findGrants(
    username: string,
    afterOrdinal: number,
    limit: number,
  ): Promise<Explanation | null> {
    const account = await this.account(username, 'operator');
    if (account === null) return null;
    const rows = await this.database.query
      .selectFrom('score_grants')
      .selectAll()
      .where('user_id', '=', account.user_id)
      .where('ordinal', '>', afterOrdinal)
      .orderBy('ordinal')
      .limit(limit)
      .execute();
    const grants = rows.map(({ ordinal, category, source, amount, ...row }) => ({
      ordinal,
      grantId: row.grant_id,
      category,
      source,
      amount,
      eventId: row.event_id,
      grantedAt: row.granted_at,
    }));
    return {
      userId: account.user_id,
      username: account.username,
      total: account.total,
      tier: tierAt(account.total).name,
      grants,
    };
  }

  private async account(
    username: string,
    viewer: Viewer,
  ): Promise<Selectable<StatsTables['accounts']> | null> {
    const account = await this.database.query
      .selectFrom('accounts')
      .selectAll()
      .where('username', '=', username)
      .orderBy('user_id', 'desc')
      .executeTakeFirst();
    if (account === undefined) return null;
    const maySee = account.is_public || viewer === 'operator' || viewer?.userId === account.user_id;
    return maySee ? account : null;
  }

  private async points(userId: string, at: Date): Promise<Record<WindowName, number>> {
    const within = (window: WindowName) => {
      const { from, to } = spanOf(window, at);
      const since = from === null ? sql`` : sql`granted_at >= ${from} and`;
      return sql<number>`coalesce(sum(amount) filter (where ${since} granted_at <= ${to}), 0)`.as(window);
    };
    return await this.database.query
      .selectFrom('score_grants')
      .where('user_id', '=', userId)
      .select([within('all'), within('season'), within('week'), within('day')])
      .executeTakeFirstOrThrow();
  }

  private async metrics(userId: string): Promise<Pick<Score, 'counters' | 'activeDates'>> {
    const rows = await this.database.query
      .selectFrom('username_metrics')
      .where('user_id', '=', userId)
      .select(['event', 'count', sql<string>`to_char(day, 'YYYY-MM-DD')`.as('date')])
      .execute();
    const counters = Object.fromEntries(
      activities.map((activity) => [activity, countOf(rows, activity)]),
    ) as Record<Activity, number>;
    return { counters, activeDates: [...new Set(rows.map((row) => row.date))].sort() };
  }

  private async badges(userId: string): Promise<HeldBadge[]> {
    return await this.database.query
      .selectFrom('badges')
      .where('user_id', '=', userId)
      .select(['badge_id as badgeId', 'name', 'points', 'awarded_at as awardedAt'])
      .orderBy('awarded_at')
      .orderBy('badge_id')
      .execute();
  }
}

function countOf(rows: readonly { event: string; count: number }[], activity: Activity): number {
  return rows.reduce((sum, row) => (row.event === activity ? sum + row.count : sum), 0);
}
