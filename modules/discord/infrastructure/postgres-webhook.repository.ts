import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Selectable, sql } from 'kysely';
import { WebhookAddress } from '../domain/webhook-address.js';
import { WebhookRegisteredError } from '../domain/webhook.errors.js';
import { Webhook } from '../domain/webhook.js';
import { WebhookRepository } from '../domain/webhook.repository.js';
import type { DiscordTables } from './tables.js';
import { TokenSeal } from './token-seal.js';
import { fingerprintOf } from './webhook-endpoint.js';

type Row = Selectable<DiscordTables['registered_webhooks']>;

@Injectable()
export class PostgresWebhookRepository extends WebhookRepository {
  constructor(
    private readonly database: Database<DiscordTables>,
    private readonly domainEvents: DomainEvents,
    private readonly tokens: TokenSeal,
  ) {
    super();
  }

  async get(id: string): Promise<Webhook | null> {
    const row = await this.locked().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : this.restored(row);
  }

  async ofOwner(userId: string): Promise<Webhook[]> {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('discord webhooks ' || ${userId}::text, 0))`.execute(
      this.database.query,
    );
    const rows = await this.locked().where('owner_user_id', '=', userId).orderBy('id').execute();
    return rows.map((row) => this.restored(row));
  }

  async save(webhook: Webhook): Promise<void> {
    const { id, state } = webhook;
    const version = webhook.advance();
    if (state.removed) await this.delete(id);
    else if (version === 1) await this.insert(webhook);
    else {
      const { numUpdatedRows } = await this.database.query
        .updateTable('registered_webhooks')
        .set({
          disabled_at: state.disabled?.at ?? null,
          disabled_because: state.disabled?.because ?? null,
          version,
        })
        .where('id', '=', id)
        .where('version', '=', version - 1)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) throw new ConcurrentChangeError('Webhook', id);
    }
    await this.domainEvents.dispatchEventsForAggregate(webhook);
  }

  private async insert({ id, state, version }: Webhook): Promise<void> {
    const { discordId, token } = state.address;
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('registered_webhooks')
      .values({
        id,
        owner_user_id: state.ownerUserId,
        discord_id: discordId,
        sealed_token: this.tokens.seal(token, id),
        fingerprint: fingerprintOf(discordId, token),
        registered_at: state.registeredAt,
        disabled_at: null,
        disabled_because: null,
        version,
      })
      .onConflict((conflict) => conflict.column('fingerprint').doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) throw new WebhookRegisteredError();
  }

  /** What waits for it has nowhere to go. */
  private async delete(id: string): Promise<void> {
    const { query } = this.database;
    await query.deleteFrom('posts').where('channel', '=', id).where('status', '=', 'queued').execute();
    await query.deleteFrom('rate_limits').where('channel', '=', id).execute();
    await query.deleteFrom('registered_webhooks').where('id', '=', id).execute();
  }

  private locked() {
    return this.database.query.selectFrom('registered_webhooks').selectAll().forUpdate();
  }

  private restored(row: Row): Webhook {
    const { id, disabled_at: at, disabled_because: because } = row;
    const webhook = Webhook.restore(
      {
        id,
        ownerUserId: row.owner_user_id,
        address: WebhookAddress.restore(row.discord_id, this.tokens.open(row.sealed_token, id)),
        registeredAt: row.registered_at,
        disabled: at === null || because === null ? null : { at, because },
        removed: false,
      },
      row.version,
    );
    this.domainEvents.markAggregateForDispatch(webhook);
    return webhook;
  }
}
