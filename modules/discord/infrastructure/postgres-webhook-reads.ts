import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { WebhookReads, type WebhookView } from '../application/webhook-reads.js';
import { maskedAddress } from '../domain/webhook-address.js';
import type { DiscordTables } from './tables.js';

@Injectable()
export class PostgresWebhookReads extends WebhookReads {
  constructor(private readonly database: Database<DiscordTables>) {
    super();
  }

  async ofOwner(userId: string, after: string | undefined, size: number): Promise<WebhookView[]> {
    const rows = await this.database.query
      .selectFrom('registered_webhooks')
      .select(['id', 'discord_id', 'registered_at', 'disabled_at', 'disabled_because'])
      .where('owner_user_id', '=', userId)
      .$if(after !== undefined, (webhooks) => webhooks.where('id', '<', after ?? ''))
      .orderBy('id', 'desc')
      .limit(size)
      .execute();
    return rows.map((row) => ({
      webhookId: row.id,
      address: maskedAddress(row.discord_id),
      registeredAt: row.registered_at,
      disabledAt: row.disabled_at,
      disabledBecause: row.disabled_because,
    }));
  }
}
