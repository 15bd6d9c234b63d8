import type { Provider } from '@nestjs/common';
import { CollectiveReads } from '../application/collective-reads.js';
import { InviteExpiries } from '../application/invite-expiries.js';
import { InviteMails } from '../application/invite-mails.js';
import { InviteReads } from '../application/invite-reads.js';
import { People } from '../application/people.js';
import { PublishedExtensions } from '../application/published-extensions.js';
import { TokenHolders } from '../application/token-holders.js';
import { TokenReads } from '../application/token-reads.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { Slugs } from '../domain/slugs.js';
import { CollectivesRetention } from './collectives-retention.js';
import { DelayedInviteExpiries } from './delayed-invite-expiries.js';
import { PostgresCollectiveReads } from './postgres-collective-reads.js';
import { PostgresCollectiveRepository } from './postgres-collective.repository.js';
import { PostgresInviteMails } from './postgres-invite-mails.js';
import { PostgresInviteReads } from './postgres-invite-reads.js';
import { PostgresPeople } from './postgres-people.js';
import { PostgresPublishedExtensions } from './postgres-published-extensions.js';
import { PostgresSlugs } from './postgres-slugs.js';
import { PostgresTokenHolders } from './postgres-token-holders.js';
import { PostgresTokenReads } from './postgres-token-reads.js';

/** Where collectives are kept, read and forgotten: one line per port. */
export const storage: Provider[] = [
  { provide: CollectiveRepository, useClass: PostgresCollectiveRepository },
  { provide: Slugs, useClass: PostgresSlugs },
  { provide: People, useClass: PostgresPeople },
  { provide: PublishedExtensions, useClass: PostgresPublishedExtensions },
  { provide: InviteExpiries, useClass: DelayedInviteExpiries },
  { provide: InviteMails, useClass: PostgresInviteMails },
  { provide: TokenHolders, useClass: PostgresTokenHolders },
  { provide: CollectiveReads, useClass: PostgresCollectiveReads },
  { provide: InviteReads, useClass: PostgresInviteReads },
  { provide: TokenReads, useClass: PostgresTokenReads },
  CollectivesRetention,
];
