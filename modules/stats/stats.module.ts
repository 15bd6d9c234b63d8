import { PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { commandHandlers } from './application/command-handlers.js';
import { storage } from './infrastructure/providers.js';
import { consumers } from './presentation/consumers/consumers.js';
import { LeaderboardsController } from './presentation/http/leaderboards.controller.js';
import { ScoresController } from './presentation/http/scores.controller.js';
import { StatsPublisher } from './presentation/publishers/stats.publisher.js';

@Module({
  imports: [PersistenceModule.forContext('stats', import.meta.url)],
  controllers: [ScoresController, LeaderboardsController],
  providers: [...storage, ...commandHandlers, ...consumers, StatsPublisher],
})
export class StatsModule {}
