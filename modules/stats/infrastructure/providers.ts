import type { Provider } from '@nestjs/common';
import { Leaderboards } from '../application/leaderboards.js';
import { Metrics } from '../application/metrics.js';
import { Profiles } from '../application/profiles.js';
import { Scores } from '../application/scores.js';
import { Accounts } from '../domain/account.repository.js';
import { PostgresAccounts } from './postgres-account.repository.js';
import { PostgresLeaderboards } from './postgres-leaderboards.js';
import { PostgresMetrics } from './postgres-metrics.js';
import { PostgresProfiles } from './postgres-profiles.js';
import { PostgresScores } from './postgres-scores.js';

/** Where scores are kept and read: one line per port. */
export const storage: Provider[] = [
  { provide: Accounts, useClass: PostgresAccounts },
  { provide: Profiles, useClass: PostgresProfiles },
  { provide: Metrics, useClass: PostgresMetrics },
  { provide: Leaderboards, useClass: PostgresLeaderboards },
  { provide: Scores, useClass: PostgresScores },
];
