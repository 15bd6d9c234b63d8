import { Clock, Ids } from '@boardwalk/domain';
import { Housekeeping, Migrations } from '@boardwalk/persistence';
import type { Provider } from '@nestjs/common';
import { Pool } from 'pg';
import { KeptAnswers } from '../idempotency/kept-answers.js';
import { RequestSeals } from '../idempotency/sealed-answer.js';
import { Limits } from '../limits/limits.js';
import { RequestCounts } from '../limits/request-counts.js';

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
      useFactory: (
        pool: Pool,
        clock: Clock,
        ids: Ids,
        migrations: Migrations,
        housekeeping: Housekeeping,
      ) => {
        const answers = new KeptAnswers(pool, clock, ids, new RequestSeals(secret), migrations);
        housekeeping.serve('http: answers', (most) => answers.forgetOld(most));
        return answers;
      },
      inject: [Pool, Clock, Ids, Migrations, Housekeeping],
    },
    {
      provide: RequestCounts,
      useFactory: (pool: Pool, clock: Clock, housekeeping: Housekeeping) => {
        const counts = new RequestCounts(pool, clock, secret);
        housekeeping.serve('http: counts', (most) => counts.forgetOld(most));
        return counts;
      },
      inject: [Pool, Clock, Housekeeping],
    },
    ...(limits ? [Limits] : []),
  ];
}
