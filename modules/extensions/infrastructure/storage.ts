import type { Provider } from '@nestjs/common';
import { Archives } from '../application/archives.js';
import { Attribution } from '../application/attribution.js';
import { Expiries } from '../application/expiries.js';
import { ExtensionCatalogue } from '../application/extension-catalogue.js';
import { ExtensionSearch } from '../application/extension-search.js';
import { Memberships } from '../application/memberships.js';
import { PublicationReads } from '../application/publication-reads.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { PublicationRepository } from '../domain/publication.repository.js';
import { PullLedger } from '../domain/pull-ledger.js';
import { ArchiveExpiries } from './archive-expiries.js';
import { DiskArchives } from './disk-archives.js';
import { PostgresAttribution } from './postgres-attribution.js';
import { PostgresExtensionCatalogue } from './postgres-extension-catalogue.js';
import { PostgresExtensionSearch } from './postgres-extension-search.js';
import { PostgresExtensionRepository } from './postgres-extension.repository.js';
import { PostgresMemberships } from './postgres-memberships.js';
import { PostgresPublicationReads } from './postgres-publication-reads.js';
import { PostgresPublicationRepository } from './postgres-publication.repository.js';
import { PostgresPullLedger } from './postgres-pull-ledger.js';

/** Where extensions and their archives are kept and read: one line per port. */
export const storage: Provider[] = [
  { provide: ExtensionRepository, useClass: PostgresExtensionRepository },
  { provide: PublicationRepository, useClass: PostgresPublicationRepository },
  { provide: PullLedger, useClass: PostgresPullLedger },
  { provide: PublicationReads, useClass: PostgresPublicationReads },
  { provide: ExtensionCatalogue, useClass: PostgresExtensionCatalogue },
  { provide: ExtensionSearch, useClass: PostgresExtensionSearch },
  { provide: Memberships, useClass: PostgresMemberships },
  { provide: Attribution, useClass: PostgresAttribution },
  { provide: Archives, useClass: DiskArchives },
  { provide: Expiries, useClass: ArchiveExpiries },
];
