import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Publication } from '../domain/publication.js';
import { PublicationRepository } from '../domain/publication.repository.js';
import { restoredPublication } from './publication-rows.js';
import type { ExtensionsTables, PublicationRow } from './tables.js';

@Injectable()
export class PostgresPublicationRepository extends PublicationRepository {
  constructor(
    private readonly database: Database<ExtensionsTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async get(id: string, userId: string): Promise<Publication | null> {
    return this.restored(await this.locked(id).where('user_id', '=', userId).executeTakeFirst());
  }

  async find(id: string): Promise<Publication | null> {
    return this.restored(await this.locked(id).executeTakeFirst());
  }

  async countOpenOf(userId: string, at: Date): Promise<number> {
    const { query } = this.database;
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('extensions publications of ' || ${userId}::text, 0))`.execute(
      query,
    );
    const { count } = await query
      .selectFrom('publications')
      .where('user_id', '=', userId)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '>', at)
      .select(sql<number>`count(*)::integer`.as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  private locked(id: string) {
    return this.database.query.selectFrom('publications').selectAll().where('id', '=', id).forUpdate();
  }

  private restored(row: PublicationRow | undefined): Publication | null {
    if (row === undefined) return null;
    const publication = restoredPublication(row);
    this.domainEvents.markAggregateForDispatch(publication);
    return publication;
  }

  async save(publication: Publication): Promise<void> {
    const version = publication.advance();
    const { id, state } = publication;
    const progress = {
      version,
      archived_at: state.archivedAt,
      confirmed_at: state.confirmed?.at ?? null,
      extension_id: state.confirmed?.extensionId ?? null,
    };
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('publications')
      .values({
        id,
        name: state.name.text,
        release: state.version.text,
        user_id: state.publisher.userId,
        username: state.publisher.username,
        checksum: state.checksum,
        size: state.size,
        details: JSON.stringify(state.details),
        visibility: state.visibility ?? null,
        initiated_at: state.initiatedAt,
        expires_at: state.expiresAt,
        ...progress,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(progress)
          .where('publications.version', '=', version - 1),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) throw new ConcurrentChangeError('Publication', id);
    await this.domainEvents.dispatchEventsForAggregate(publication);
  }
}
