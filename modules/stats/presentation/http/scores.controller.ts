import { Clock } from '@boardwalk/domain';
import {
  cursor,
  cutPage,
  CurrentPrincipal,
  limit,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Scores, type Viewer } from '../../application/scores.js';

const Username = z.string().max(32);
const ordinal = cursor(z.number().int().min(1));
const Ask = z.strictObject({ limit, cursor: ordinal.optional() });

const ScoreView = z.object({
  userId: z.string(),
  username: z.string(),
  total: z.number(),
  tier: z.string(),
  nextTier: z.object({ name: z.string(), from: z.number() }).nullable(),
  points: z.object({ all: z.number(), season: z.number(), week: z.number(), day: z.number() }),
  counters: z.object({
    sign_up: z.number(),
    email_verified: z.number(),
    collective_created: z.number(),
    collective_invite_accepted: z.number(),
    extension_published: z.number(),
  }),
  activeDates: z.array(z.iso.date()).readonly(),
  badges: z
    .array(z.object({ badgeId: z.string(), name: z.string(), points: z.number(), awardedAt: z.date() }))
    .readonly(),
});

const GrantView = z.object({
  ordinal: z.number(),
  grantId: z.string(),
  category: z.string(),
  source: z.string(),
  amount: z.number(),
  eventId: z.string(),
  grantedAt: z.date(),
});

const ExplanationView = pageOf(GrantView).extend({
  userId: z.string(),
  username: z.string(),
  total: z.number(),
  tier: z.string(),
});

@Controller('api/v1')
export class ScoresController {
  constructor(
    private readonly scores: Scores,
    private readonly clock: Clock,
  ) {}

  @Get('stats/:username')
  @Policy('anyone')
  @Summary('Points, tier, badges and activity of a person')
  @Returns(200, ScoreView)
  @Refuses('no-such-account', 'not-found', 'Nobody has this name, or the profile is private.')
  async show(
    @Param('username', { schema: Username }) username: string,
    @CurrentPrincipal() viewer: Principal,
  ) {
    return await this.scores.of(username, viewerOf(viewer), this.clock.now());
  }

  @Get('operator/stats/:username/grants')
  @Policy('operator')
  @Summary('Every grant behind a balance, with the event that it is for')
  @Returns(200, ExplanationView)
  @Refuses('no-such-account', 'not-found', 'Nobody has this name.')
  async explain(
    @Param('username', { schema: Username }) username: string,
    @Query({ schema: Ask }) ask: z.infer<typeof Ask>,
  ) {
    const { grants, ...account } = await this.scores.explain(username, ask.cursor ?? 0, ask.limit + 1);
    return { ...account, ...cutPage(grants, ask.limit, (last) => z.encode(ordinal, last.ordinal)) };
  }
}

function viewerOf(principal: Principal): Viewer {
  if (principal.kind === 'operator') return 'operator';
  return principal.isUser() ? { userId: principal.userId } : null;
}
