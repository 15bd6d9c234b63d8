import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { MutedKinds, type Subject } from '../application/muted-kinds.js';
import type { SwitchableKind } from '../domain/mail-kind.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresMutedKinds extends MutedKinds {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async of(...subjects: readonly Subject[]): Promise<ReadonlySet<SwitchableKind>> {
    const rows = await this.database.query
      .selectFrom('muted_kinds')
      .select('kind')
      .where('subject', 'in', subjects.map(nameOf))
      .execute();
    return new Set(rows.map(({ kind }) => kind as SwitchableKind));
  }

  async among(userIds: readonly string[], kind: SwitchableKind): Promise<ReadonlySet<string>> {
    if (userIds.length === 0) return new Set();
    const byName = new Map(userIds.map((userId) => [nameOf({ userId }), userId]));
    const rows = await this.database.query
      .selectFrom('muted_kinds')
      .select('subject')
      .where('subject', 'in', [...byName.keys()])
      .where('kind', '=', kind)
      .execute();
    return new Set(rows.flatMap(({ subject }) => byName.get(subject) ?? []));
  }

  async mute(subject: Subject, kind: SwitchableKind): Promise<void> {
    await this.database.query
      .insertInto('muted_kinds')
      .values({ subject: nameOf(subject), kind, muted_at: this.clock.now() })
      .onConflict((conflict) => conflict.columns(['subject', 'kind']).doNothing())
      .execute();
  }

  async unmute(subject: Subject, kind: SwitchableKind): Promise<void> {
    await this.database.query
      .deleteFrom('muted_kinds')
      .where('subject', '=', nameOf(subject))
      .where('kind', '=', kind)
      .execute();
  }

  async forget(userId: string): Promise<void> {
    await this.database.query.deleteFrom('muted_kinds').where('subject', '=', nameOf({ userId })).execute();
  }
}

function nameOf(subject: Subject): string {
  return 'userId' in subject ? `user:${subject.userId}` : `address:${subject.addressFingerprint}`;
}
