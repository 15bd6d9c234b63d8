import { Clock } from '@boardwalk/domain';
import {
  cursor,
  cutPage,
  CurrentPrincipal,
  limit,
  NeedsScope,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
  renamed,
} from '@boardwalk/http';
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
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
    daily_sign_in: z.number(),
    collective_created: z.number(),
    collective_invite_accepted: z.number(),
    extension_published: z.number(),
    extension_pulled: z.number(),
  }),
  pulls: z.number(),
  streak: z.object({ days: z.number(), lastDate: z.iso.date().nullable() }),
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
  traceId: z.string().nullable(),
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
  @Refuses('renamed', 308, 'The person goes by another name now; Location leads to it.')
  @Refuses(
    'no-such-account',
    'not-found',
    'Nobody has this name, or the profile is private or the account suspended.',
  )
  async show(
    @Param('username', { schema: Username }) username: string,
    @CurrentPrincipal() viewer: Principal,
    @Req() { url }: Asked,
  ) {
    const score = await this.scores.of(username, viewerOf(viewer), this.clock.now());
    return byPresentName(username, score, url);
  }

  @Get('stats/:username/grants')
  @Policy('user')
  @NeedsScope('stats:read')
  @Summary('Every grant behind your own balance, with the event and the trace that it is for')
  @Returns(200, ExplanationView)
  @Refuses('renamed', 308, 'You go by another name now; Location leads to it.')
  @Refuses('no-such-account', 'not-found', 'This is not your name.')
  async explainOwn(
    @Param('username', { schema: Username }) username: string,
    @Query({ schema: Ask }) ask: z.infer<typeof Ask>,
    @CurrentPrincipal() { userId }: Principal,
    @Req() { url }: Asked,
  ) {
    return byPresentName(username, await this.explanation(username, { userId }, ask), url);
  }

  @Get('operator/stats/:username/grants')
  @Policy('operator')
  @Summary('Every grant behind a balance, with the event and the trace that it is for')
  @Returns(200, ExplanationView)
  @Refuses('renamed', 308, 'The person goes by another name now; Location leads to it.')
  @Refuses('no-such-account', 'not-found', 'Nobody has this name.')
  async explain(
    @Param('username', { schema: Username }) username: string,
    @Query({ schema: Ask }) ask: z.infer<typeof Ask>,
    @Req() { url }: Asked,
  ) {
    return byPresentName(username, await this.explanation(username, 'operator', ask), url);
  }

  private async explanation(username: string, reader: NonNullable<Viewer>, ask: z.infer<typeof Ask>) {
    const { grants, ...account } = await this.scores.explain(
      username,
      reader,
      ask.cursor ?? 0,
      ask.limit + 1,
    );
    return { ...account, ...cutPage(grants, ask.limit, (last) => z.encode(ordinal, last.ordinal)) };
  }
}

/** Path and query of the request. */
interface Asked {
  readonly url: string;
}

/** Answers whoever asked by a former name with the address under the present one. */
function byPresentName<Found extends { readonly username: string }>(
  asked: string,
  found: Found,
  url: string,
): Found {
  if (found.username === asked) return found;
  throw renamed(found.username, url.replace(/(?<=\/stats\/)[^/?]+/, encodeURIComponent(found.username)));
}

function viewerOf(principal: Principal): Viewer {
  if (principal.kind === 'operator') return 'operator';
  return principal.isUser() && principal.may('stats:read') ? { userId: principal.userId } : null;
}
