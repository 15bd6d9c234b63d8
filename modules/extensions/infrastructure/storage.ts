import type { Provider } from '@nestjs/common';
import { Archives } from '../application/archives.js';
import { Expiries } from '../application/expiries.js';
import { ExtensionCatalogue } from '../application/extension-catalogue.js';
import { Memberships } from '../application/memberships.js';
import { PublicationReads } from '../application/publication-reads.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { PublicationRepository } from '../domain/publication.repository.js';
import { ArchiveExpiries } from './archive-expiries.js';
import { DiskArchives } from './disk-archives.js';
import { PostgresExtensionCatalogue } from './postgres-extension-catalogue.js';
import { PostgresExtensionRepository } from './postgres-extension.repository.js';
import { PostgresMemberships } from './postgres-memberships.js';
import { PostgresPublicationReads } from './postgres-publication-reads.js';
import { PostgresPublicationRepository } from './postgres-publication.repository.js';

/** Where extensions and their archives are kept and read: one line per port. */
export const storage: Provider[] = [
  { provide: ExtensionRepository, useClass: PostgresExtensionRepository },
  { provide: PublicationRepository, useClass: PostgresPublicationRepository },
  { provide: PublicationReads, useClass: PostgresPublicationReads },
  { provide: ExtensionCatalogue, useClass: PostgresExtensionCatalogue },
  { provide: Memberships, useClass: PostgresMemberships },
  { provide: Archives, useClass: DiskArchives },
  { provide: Expiries, useClass: ArchiveExpiries },
];
