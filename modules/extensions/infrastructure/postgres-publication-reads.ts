import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { Announced } from '../application/archives.js';
import {
  PublicationReads,
  type PublicationStatus,
  type PublicationView,
} from '../application/publication-reads.js';
import type { Publication } from '../domain/publication.js';
import { PublicationNotFoundError } from '../domain/publication.errors.js';
import { restoredPublication } from './publication-rows.js';
import type { ExtensionsTables } from './tables.js';

@Injectable()
export class PostgresPublicationReads extends PublicationReads {
  constructor(
    private readonly database: Database<ExtensionsTables>,
    private readonly clock: Clock,
  ) {
    super();
  }

  async show(publicationId: string, userId: string): Promise<PublicationView> {
    const publication = await this.read(publicationId, userId);
    const { state } = publication;
    return {
      publicationId,
      name: state.name.text,
      version: state.version.text,
      checksum: state.checksum,
      size: state.size,
      status: this.statusOf(publication),
      initiatedAt: state.initiatedAt,
      expiresAt: state.expiresAt,
      confirmedAt: state.confirmed?.at ?? null,
      extensionId: state.confirmed?.extensionId ?? null,
    };
  }

  async announced(publicationId: string, userId: string): Promise<Announced> {
    const publication = await this.read(publicationId, userId);
    publication.awaitsArchive(this.clock.now());
    const { checksum, size } = publication.state;
    return { checksum, size };
  }

  private async read(publicationId: string, userId: string): Promise<Publication> {
    const row = await this.database.query
      .selectFrom('publications')
      .selectAll()
      .where('id', '=', publicationId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (row === undefined) throw new PublicationNotFoundError();
    return restoredPublication(row);
  }

  private statusOf({ state }: Publication): PublicationStatus {
    if (state.confirmed !== null) return 'confirmed';
    if (this.clock.now() >= state.expiresAt) return 'expired';
    return state.archivedAt === null ? 'initiated' : 'uploaded';
  }
}
