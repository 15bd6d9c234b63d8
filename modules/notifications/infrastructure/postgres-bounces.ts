import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type BounceKind, Bounces } from '../application/bounces.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresBounces extends Bounces {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async record(
    mail: { readonly emailLogId: string } | { readonly messageId: string },
    { kind, reason }: { readonly kind: BounceKind; readonly reason: string },
  ): Promise<{ readonly address: string; readonly isNew: boolean } | null> {
    const [column, value] =
      'emailLogId' in mail
        ? (['id', mail.emailLogId] as const)
        : (['message_id', `<${mail.messageId.replaceAll(/^<|>$/g, '')}>`] as const);
    const row = await this.database.query
      .selectFrom('emails')
      .select(['id', 'recipient', 'bounce_kind'])
      .where(column, '=', value)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return null;
    const isNew = row.bounce_kind !== kind;
    if (isNew)
      await this.database.query
        .updateTable('emails')
        .set({ bounced_at: this.clock.now(), bounce_kind: kind, bounce_reason: reason })
        .where('id', '=', row.id)
        .execute();
    return { address: row.recipient, isNew };
  }
}
