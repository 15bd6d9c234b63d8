import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Announcement, burstOf } from '../domain/announcement.js';
import { type Burst, type PlaceInBurst, placeIn } from '../domain/burst.js';
import type { DiscordTables } from './tables.js';

export type Place = Pick<PlaceInBurst, 'message' | 'dueAt'>;

/** Knows which announcements go out by themselves and which together. */
@Injectable()
export class PostgresBursts {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly clock: Clock,
  ) {}

  /**
   * Two of one burst come here one after the other.
   * @param isOpen whether a message that collects can still take something in; one on its way cannot
   */
  async place(
    id: string,
    announcement: Announcement,
    isOpen: (messageId: string) => Promise<boolean>,
  ): Promise<Place> {
    const now = this.clock.now();
    const of = burstOf(announcement);
    if (of === null) return { message: id, dueAt: now };
    const known = await this.locked(of.key, now);
    const placed = placeIn(known, of.rule, id, now);
    const { burst, message, dueAt } = placed;
    const isLate = message !== id && !(await isOpen(message));
    await this.database.query
      .updateTable('bursts')
      .set({ ends_at: burst.endsAt, alone: burst.alone, collecting: isLate ? id : burst.collecting })
      .where('key', '=', of.key)
      .execute();
    return { message: isLate ? id : message, dueAt };
  }

  /** Null for one that begins. */
  private async locked(key: string, now: Date): Promise<Burst | null> {
    const { query } = this.database;
    await query
      .insertInto('bursts')
      .values({ key, ends_at: now, alone: 0, collecting: null })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
    const row = await query
      .selectFrom('bursts')
      .select(['ends_at', 'alone', 'collecting'])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirstOrThrow();
    return row.alone === 0 ? null : { endsAt: row.ends_at, alone: row.alone, collecting: row.collecting };
  }
}
