import type { Provider } from '@nestjs/common';
import { CollectiveReads } from '../application/collective-reads.js';
import { People } from '../application/people.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { Slugs } from '../domain/slugs.js';
import { PostgresCollectiveReads } from './postgres-collective-reads.js';
import { PostgresCollectiveRepository } from './postgres-collective.repository.js';
import { PostgresPeople } from './postgres-people.js';
import { PostgresSlugs } from './postgres-slugs.js';

/** Where collectives are kept and read: one line per port. */
export const storage: Provider[] = [
  { provide: CollectiveRepository, useClass: PostgresCollectiveRepository },
  { provide: Slugs, useClass: PostgresSlugs },
  { provide: People, useClass: PostgresPeople },
  { provide: CollectiveReads, useClass: PostgresCollectiveReads },
];
