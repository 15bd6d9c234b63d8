import { DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { Client } from '../domain/client.js';
import { ClientRepository } from '../domain/client.repository.js';
import type { IdentityTables } from './tables.js';

/** A client is only ever registered so far, so saving it is inserting it. */
@Injectable()
export class PostgresClientRepository extends ClientRepository {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async save(client: Client): Promise<void> {
    const version = client.advance();
    const { id, ownerUserId, name, registeredAt } = client.state;
    await this.database.query
      .insertInto('clients')
      .values({ id, owner_user_id: ownerUserId, name, registered_at: registeredAt, version })
      .execute();
    await this.domainEvents.dispatchEventsForAggregate(client);
  }
}
