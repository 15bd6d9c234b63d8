import { Clock } from '@boardwalk/domain';
import { cursor, cutPage, limit, pageOf, Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Leaderboards } from '../../application/leaderboards.js';

const windows = z.enum(['all', 'season', 'week', 'day']);

// The moment is part of the cursor, so that all pages show the board of one moment.
const place = cursor(z.strictObject({ at: z.number().int(), rank: z.number().int().min(1) }));

const Ask = z.strictObject({
  window: windows.default('all'),
  at: z.iso.datetime({ offset: true }).optional(),
  limit,
  cursor: place.optional(),
});

const StandingView = z.object({
  rank: z.number(),
  userId: z.string(),
  username: z.string(),
  points: z.number(),
  reachedAt: z.date(),
  tier: z.string(),
});

const LeaderboardView = pageOf(StandingView).extend({
  window: windows,
  at: z.date(),
  season: z.number().nullable(),
  from: z.date().nullable(),
  to: z.date(),
});

@Controller('api/v1/leaderboards')
export class LeaderboardsController {
  constructor(
    private readonly leaderboards: Leaderboards,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Policy('public')
  @Summary('Who was granted most points in a window of time')
  @Returns(200, LeaderboardView)
  async show(@Query({ schema: Ask }) ask: z.infer<typeof Ask>) {
    const at = momentOf(ask) ?? this.clock.now();
    const { standings, ...board } = await this.leaderboards.read(
      ask.window,
      at,
      ask.cursor?.rank ?? 0,
      ask.limit + 1,
    );
    const page = cutPage(standings, ask.limit, ({ rank }) => z.encode(place, { at: at.getTime(), rank }));
    return { ...board, ...page };
  }
}

function momentOf(ask: z.infer<typeof Ask>): Date | undefined {
  const moment = ask.cursor?.at ?? ask.at;
  return moment === undefined ? undefined : new Date(moment);
}
