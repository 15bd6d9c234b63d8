import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { BadgeAwarded, PointsGranted } from '../domain/account.events.js';
import { Account } from '../domain/account.js';
import type { AccountState } from '../domain/account-state.js';
import { Accounts } from '../domain/account.repository.js';
import type { BadgeId } from '../domain/scoring.js';
import type { StatsTables } from './tables.js';

/** The statements of a save go out together: the server works on them while none of them is waited for. */
@Injectable()
export class PostgresAccounts extends Accounts {
  constructor(
    private readonly database: Database<StatsTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async find(userId: string, inQuestion: readonly string[]): Promise<Account | null> {
    const row = await this.database.query
      .selectFrom('accounts')
      .select(['user_id', 'username', 'grants', 'has_published', 'pulls', 'platforms', 'streak_days'])
      .select(['is_public', 'is_suspended', 'allowances_used', 'version'])
      .select([
        sql<number>`total::float8`.as('total'),
        sql<string | null>`to_char(streak_date, 'YYYY-MM-DD')`.as('streak_date'),
      ])
      .select((of) =>
        of
          .selectFrom('score_grants')
          .where('grant_id', '=', sql<string>`any(${inQuestion})`)
          .select(sql<readonly string[] | null>`array_agg(grant_id)`.as('ids'))
          .as('granted'),
      )
      .where('accounts.user_id', '=', userId)
      .forUpdate('accounts')
      .executeTakeFirst();
    if (row === undefined) return null;
    const account = Account.restore(
      {
        userId: row.user_id,
        username: row.username,
        isPublic: row.is_public && !row.is_suspended,
        total: row.total,
        grants: row.grants,
        hasPublished: row.has_published,
        pulls: row.pulls,
        platforms: row.platforms,
        streak: { days: row.streak_days, lastDate: row.streak_date },
        allowancesUsed: row.allowances_used,
        version: row.version,
      },
      row.granted ?? [],
    );
    this.domainEvents.markAggregateForDispatch(account);
    return account;
  }

  async save(account: Account): Promise<void> {
    const version = account.advance();
    await Promise.all([
      version === 1 ? this.insert(account) : this.update(account),
      this.appendGrants(account),
      this.addBadges(account),
    ]);
    await this.domainEvents.dispatchEventsForAggregate(account);
  }

  async isFree(badgeId: BadgeId): Promise<boolean> {
    const held = await this.database.query
      .selectFrom('badges')
      .select('user_id')
      .where('badge_id', '=', badgeId)
      .limit(1)
      .executeTakeFirst();
    return held === undefined;
  }

  private async insert(account: Account): Promise<void> {
    const { userId, username, isPublic, ...changing } = account.snapshot();
    await this.database.query
      .insertInto('accounts')
      .values({ user_id: userId, username, is_public: isPublic, ...columnsOf(changing) })
      .execute();
  }

  private async update(account: Account): Promise<void> {
    const { userId, version, ...changing } = account.snapshot();
    const { numUpdatedRows } = await this.database.query
      .updateTable('accounts')
      .set(columnsOf({ ...changing, version }))
      .where('user_id', '=', userId)
      .where('version', '=', version - 1)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new ConcurrentChangeError('Score account', userId);
  }

  private async appendGrants(account: Account): Promise<void> {
    const grants = account.domainEvents.filter((event) => event instanceof PointsGranted);
    if (grants.length === 0) return;
    await this.database.query
      .insertInto('score_grants')
      .values(
        grants.map((grant) => ({
          user_id: grant.userId,
          ordinal: grant.ordinal,
          grant_id: grant.grantId,
          category: grant.category,
          source: grant.source,
          amount: grant.amount,
          event_id: grant.eventId,
          trace_id: grant.traceId,
          granted_at: grant.dateTimeOccurred,
        })),
      )
      .execute();
  }

  private async addBadges(account: Account): Promise<void> {
    const awarded = account.domainEvents.filter((event) => event instanceof BadgeAwarded);
    if (awarded.length === 0) return;
    await this.database.query
      .insertInto('badges')
      .values(
        awarded.map((badge) => ({
          user_id: badge.userId,
          badge_id: badge.badgeId,
          name: badge.name,
          points: badge.points,
          exclusive: badge.exclusive,
          event_id: badge.eventId,
          awarded_at: badge.dateTimeOccurred,
        })),
      )
      .execute();
  }
}

type Changing = Omit<AccountState, 'userId' | 'username' | 'isPublic'>;

/** What grants change; who the person is comes with other facts. */
function columnsOf({ total, grants, hasPublished, pulls, platforms, streak, ...rest }: Changing) {
  return {
    total,
    grants,
    has_published: hasPublished,
    pulls,
    platforms,
    streak_days: streak.days,
    streak_date: streak.lastDate,
    allowances_used: JSON.stringify(rest.allowancesUsed),
    version: rest.version,
  };
}
