import { Clock, Ids } from '@boardwalk/domain';
import { Migrations } from '@boardwalk/persistence';
import type { Provider } from '@nestjs/common';
import { Pool } from 'pg';
import { KeptAnswers } from '../idempotency/kept-answers.js';
import { RequestSeals } from '../idempotency/sealed-answer.js';
import { Limits } from '../limits/limits.js';
import { RequestCounts } from '../limits/request-counts.js';
import { Housekeeping } from './housekeeping.js';

/** What a program remembers of requests, in its database. */
export interface MemorySettings {
  /** Of the platform: hides what is remembered from whoever reads the database. */
  readonly secret: string;
  /** Whether callers are limited in how much they ask. */
  readonly limits: boolean;
}

export function memoryProviders({ secret, limits }: MemorySettings): Provider[] {
  return [
    {
      provide: KeptAnswers,
      useFactory: (pool: Pool, clock: Clock, ids: Ids, migrations: Migrations) =>
        new KeptAnswers(pool, clock, ids, new RequestSeals(secret), migrations),
      inject: [Pool, Clock, Ids, Migrations],
    },
    {
      provide: RequestCounts,
      useFactory: (pool: Pool, clock: Clock) => new RequestCounts(pool, clock, secret),
      inject: [Pool, Clock],
    },
    ...(limits ? [Limits] : []),
    Housekeeping,
  ];
}
