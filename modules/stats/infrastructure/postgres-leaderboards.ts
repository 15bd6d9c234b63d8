import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { type Leaderboard, Leaderboards } from '../application/leaderboards.js';
import { tierAt } from '../domain/scoring.js';
import { seasonOf, spanOf, type WindowName } from '../domain/window.js';
import type { StatsTables } from './tables.js';

/** Added up from the ledger on every reading, so that any moment of the past can be asked for. */
@Injectable()
export class PostgresLeaderboards extends Leaderboards {
  constructor(private readonly database: Database<StatsTables>) {
    super();
  }

  async read(window: WindowName, at: Date, afterRank: number, limit: number): Promise<Leaderboard> {
    const { from, to } = spanOf(window, at);
    const rows = await this.database.query
      .selectFrom((of) =>
        of
          .selectFrom('score_grants')
          .$if(from !== null, (grants) => grants.where('granted_at', '>=', from))
          .where('granted_at', '<=', to)
          .groupBy('user_id')
          .select((grants) => [
            'user_id',
            sql<number>`sum(amount)::float8`.as('points'),
            // Amounts are positive, so the sum is first reached by the last grant in the window.
            grants.fn.max('granted_at').as('reached_at'),
          ])
          .as('sums'),
      )
      .innerJoin('accounts', 'accounts.user_id', 'sums.user_id')
      .where('username', 'is not', null)
      .where('is_public', '=', true)
      .where('is_suspended', '=', false)
      .select(['sums.user_id', 'username', 'points', 'reached_at', sql<number>`total::float8`.as('total')])
      .$narrowType<{ username: string }>()
      .orderBy('points', 'desc')
      .orderBy('reached_at')
      .orderBy('username')
      .offset(afterRank)
      .limit(limit)
      .execute();
    const standings = rows.map((row, index) => ({
      rank: afterRank + index + 1,
      userId: row.user_id,
      username: row.username,
      points: row.points,
      reachedAt: row.reached_at,
      tier: tierAt(row.total).name,
    }));
    return { window, at, season: window === 'season' ? seasonOf(at) : null, from, to, standings };
  }
}
