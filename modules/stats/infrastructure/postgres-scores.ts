import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql, type SqlBool } from 'kysely';
import { activities, type Activity } from '../application/metrics.js';
import { type Explanation, type HeldBadge, type Score, Scores, type Viewer } from '../application/scores.js';
import { tierAfter, tierAt } from '../domain/scoring.js';
import { lengthOn } from '../domain/streak.js';
import { spanOf, type WindowName } from '../domain/window.js';
import type { StatsTables } from './tables.js';

@Injectable()
export class PostgresScores extends Scores {
  constructor(private readonly database: Database<StatsTables>) {
    super();
  }

  protected async find(username: string, viewer: Viewer, at: Date): Promise<Score | null> {
    const account = await this.account(username, viewer, 'shown to anyone');
    if (account === null) return null;
    const { userId, total, pulls, lastDate } = account;
    const [points, metrics, badges] = await Promise.all([
      this.points(userId, at),
      this.metrics(userId),
      this.badges(userId),
    ]);
    const days = lengthOn({ days: account.days, lastDate }, at.toISOString().slice(0, 10));
    return {
      userId,
      username: account.username,
      total,
      tier: tierAt(total).name,
      nextTier: tierAfter(total),
      points,
      pulls,
      streak: { days, lastDate },
      ...metrics,
      badges,
    };
  }

  protected async findGrants(
    username: string,
    reader: NonNullable<Viewer>,
    afterOrdinal: number,
    limit: number,
  ): Promise<Explanation | null> {
    const account = await this.account(username, reader, 'their own');
    if (account === null) return null;
    const { userId, total } = account;
    const grants = await this.database.query
      .selectFrom('score_grants')
      .select(['ordinal', 'grant_id as grantId', 'category', 'source', 'granted_at as grantedAt'])
      .select([sql<number>`amount::float8`.as('amount'), 'event_id as eventId', 'trace_id as traceId'])
      .where('user_id', '=', userId)
      .where('ordinal', '>', afterOrdinal)
      .orderBy('ordinal')
      .limit(limit)
      .execute();
    return { userId, username: account.username, total, tier: tierAt(total).name, grants };
  }

  /** By a present name sooner than by a former one. */
  private async account(username: string, viewer: Viewer, seen: 'shown to anyone' | 'their own') {
    const account = await this.database.query
      .selectFrom('accounts')
      .select(['user_id as userId', 'username', 'pulls', 'streak_days as days'])
      .select([
        sql<number>`total::float8`.as('total'),
        sql<string | null>`to_char(streak_date, 'YYYY-MM-DD')`.as('lastDate'),
      ])
      .where(sql<SqlBool>`(username = ${username} OR former_usernames @> ARRAY[${username}::text])`)
      .where('username', 'is not', null)
      .$if(viewer !== 'operator', (accounts) =>
        accounts.where((of) =>
          of.or([
            of('user_id', '=', viewer === null || viewer === 'operator' ? null : viewer.userId),
            ...(seen === 'their own' ? [] : [of.and({ is_public: true, is_suspended: false })]),
          ]),
        ),
      )
      .orderBy(sql`username = ${username}`, 'desc')
      .orderBy('user_id', 'desc')
      .$narrowType<{ username: string }>()
      .executeTakeFirst();
    return account ?? null;
  }

  private async points(userId: string, at: Date): Promise<Record<WindowName, number>> {
    const within = (window: WindowName) => {
      const { from, to } = spanOf(window, at);
      const since = from === null ? sql`` : sql`granted_at >= ${from} and`;
      return sql<number>`coalesce(sum(amount) filter (where ${since} granted_at <= ${to}), 0)::float8`.as(
        window,
      );
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
