import { Clock } from '@boardwalk/domain';
import { type DelayedCommand, DelayedCommands } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Audience, type ContinueRound, type Round, Rounds } from '../application/rounds.js';
import type { Notice } from '../domain/notice.js';
import type { NotificationsTables } from './tables.js';

/** Rounds go on by a command for each step, which is asked for in the transaction of the step before. */
@Injectable()
export class PostgresRounds extends Rounds {
  private readonly step: DelayedCommand<ContinueRound>;

  constructor(
    private readonly database: Database<NotificationsTables>,
    commands: DelayedCommands,
    private readonly clock: Clock,
  ) {
    super();
    this.step = commands.serve(database, {
      name: 'continue-round',
      read: (fields) => this.stepOf(eventIdIn(fields)),
    });
  }

  async begin({ eventId, occurredAt, notice, audience }: Round): Promise<void> {
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('rounds')
      .values({
        id: eventId,
        occurred_at: occurredAt,
        notice: JSON.stringify(notice),
        audience: JSON.stringify(audience),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) await this.schedule(eventId);
  }

  async find(eventId: string): Promise<Round | null> {
    const row = await this.database.query
      .selectFrom('rounds')
      .selectAll()
      .where('id', '=', eventId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return null;
    const [notice, audience] = [row.notice as Notice, row.audience as Audience];
    return { eventId, occurredAt: row.occurred_at, notice, audience };
  }

  async next({ eventId, occurredAt, audience }: Round, most: number): Promise<readonly string[]> {
    const { toldUpTo } = await this.database.query
      .selectFrom('rounds')
      .select('told_up_to as toldUpTo')
      .where('id', '=', eventId)
      .executeTakeFirstOrThrow();
    if (audience.kind === 'listed') {
      const { userIds } = audience;
      return [...new Set(userIds)]
        .filter((userId) => userId > toldUpTo)
        .sort()
        .slice(0, most);
    }
    const rows = await this.database.query
      .selectFrom('pulls')
      .select('user_id')
      .distinct()
      .where('extension_name', '=', audience.extensionName)
      .where('user_id', '>', toldUpTo)
      .where('user_id', '<>', audience.except)
      .where('first_pulled_at', '<=', occurredAt)
      .$if(audience.version !== undefined, (pulls) => pulls.where('version', '=', audience.version ?? ''))
      .orderBy('user_id')
      .limit(most)
      .execute();
    return rows.map(({ user_id }) => user_id);
  }

  async goOn({ eventId }: Round, told: readonly string[]): Promise<void> {
    await this.database.query
      .updateTable('rounds')
      .set({ told_up_to: told.at(-1) ?? '' })
      .where('id', '=', eventId)
      .execute();
    await this.schedule(eventId);
  }

  async end({ eventId }: Round): Promise<void> {
    await this.database.query.deleteFrom('rounds').where('id', '=', eventId).execute();
  }

  private schedule(eventId: string): Promise<void> {
    return this.step.schedule(eventId, this.clock.now(), this.stepOf(eventId));
  }
}

function eventIdIn(fields: unknown): string {
  const { eventId } = fields as { eventId?: unknown };
  if (typeof eventId !== 'string') throw new TypeError('it names no fact');
  return eventId;
}
