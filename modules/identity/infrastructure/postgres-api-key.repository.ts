import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { Selectable } from 'kysely';
import { ApiKeyNotFoundError } from '../domain/api-key.errors.js';
import { ApiKey } from '../domain/api-key.js';
import { ApiKeyRepository } from '../domain/api-key.repository.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresApiKeyRepository extends ApiKeyRepository {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async getOfOwner(apiKeyId: string, ownerUserId: string): Promise<ApiKey> {
    const row = await this.database.query
      .selectFrom('api_keys')
      .selectAll()
      .where('id', '=', apiKeyId)
      .where('owner_user_id', '=', ownerUserId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new ApiKeyNotFoundError();
    return this.restored(row);
  }

  async everyOneInUse(ownerUserId: string): Promise<ApiKey[]> {
    const rows = await this.database.query
      .selectFrom('api_keys')
      .selectAll()
      .where('owner_user_id', '=', ownerUserId)
      .where('enabled', '=', true)
      .orderBy('id')
      .forUpdate()
      .execute();
    return rows.map((row) => this.restored(row));
  }

  async save(apiKey: ApiKey): Promise<void> {
    const version = apiKey.advance();
    const { id, ownerUserId, clientId, name, fingerprint, scopes, createdAt, expiresAt, enabled } =
      apiKey.state;
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('api_keys')
      .values({
        id,
        owner_user_id: ownerUserId,
        client_id: clientId,
        name,
        prefix: apiKey.prefix,
        fingerprint,
        scopes: [...scopes],
        enabled,
        created_at: createdAt,
        expires_at: expiresAt,
        last_used_at: null,
        version,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ enabled, version })
          .where('api_keys.version', '=', version - 1),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw new ConcurrentChangeError('ApiKey', id);
    await this.domainEvents.dispatchEventsForAggregate(apiKey);
  }

  async remove(apiKey: ApiKey): Promise<void> {
    apiKey.advance();
    await this.domainEvents.dispatchEventsForAggregate(apiKey);
    await this.database.query.deleteFrom('api_keys').where('id', '=', apiKey.id).execute();
  }

  private restored(row: Selectable<IdentityTables['api_keys']>): ApiKey {
    const apiKey = ApiKey.restore({
      id: row.id,
      ownerUserId: row.owner_user_id,
      clientId: row.client_id,
      name: row.name,
      fingerprint: row.fingerprint,
      scopes: row.scopes,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      enabled: row.enabled,
      version: row.version,
    });
    this.domainEvents.markAggregateForDispatch(apiKey);
    return apiKey;
  }
}
