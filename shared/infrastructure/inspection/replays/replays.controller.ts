import {
  CurrentPrincipal,
  cursor,
  cutPage,
  HttpProblem,
  limit,
  pageOf,
  type Principal,
  Policy,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import {
  DeliveryHost,
  parsePosition,
  type Position,
  printPosition,
  type Replay,
  Replays,
} from '@boardwalk/messaging';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.js';
import { Subscriptions } from '../consumers/subscriptions.js';
import { LogBrowser } from '../log/log-browser.js';
import { Comparisons } from './comparisons.js';

const id = z.uuid();
const place = cursor(id);
const Ask = z.strictObject({ limit, cursor: place.optional() });
const Start = z.strictObject({
  subscription: z.string().max(200),
  mode: z.enum(['live', 'shadow']),
  from: z.string().max(40).default('0-0').meta({
    description: 'A position, or a moment as ISO 8601; facts after it. The beginning unless given.',
  }),
});

const ReplayView = z.object({
  id: z.string(),
  subscription: z.string(),
  mode: z.enum(['live', 'shadow']),
  from: z.string(),
  until: z.string().meta({ description: 'Where the log ended when the replay was started.' }),
  state: z.enum(['running', 'done', 'cancelled']),
  deliveries: z.number().meta({ description: 'Of a live one: deliveries that it set going.' }),
  position: z.string().nullable().meta({ description: 'Of a shadow that runs: how far it has come.' }),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
});

const ComparisonView = z.object({
  replay: ReplayView,
  tables: z.array(
    z.object({
      table: z.string(),
      liveRows: z.number(),
      shadowRows: z.number(),
      equal: z.boolean().meta({ description: 'The same rows, to the last character.' }),
    }),
  ),
  live: z
    .object({
      position: z.string(),
      behind: z.number().meta({ description: 'Facts of the replay that it has not come to.' }),
      ahead: z.number().meta({ description: 'Facts after the end of the replay that it has come to.' }),
    })
    .meta({
      description:
        'Where the subscription itself is. Unless it is neither behind nor ahead, the tables cannot be expected to be equal.',
    }),
});

function replayView({ from, until, position, ...replay }: Replay): z.infer<typeof ReplayView> {
  return {
    ...replay,
    from: printPosition(from),
    until: printPosition(until),
    position: position === null ? null : printPosition(position),
  };
}

/** Facts read again: into copies of a context's tables, or what was left out, into the tables themselves. */
@Controller('api/v1/operator/replays')
@Policy('operator')
export class ReplaysController {
  constructor(
    private readonly replays: Replays,
    private readonly comparisons: Comparisons,
    private readonly log: LogBrowser,
    private readonly subscriptions: Subscriptions,
    private readonly host: DeliveryHost,
    private readonly audit: Audit,
  ) {}

  @Post()
  @Summary('Read the facts of a subscription again, from a place in the log to where it ends now')
  @Returns(200, ReplayView)
  @Refuses('consumer-not-found', 404, 'There is no such subscription.')
  @Refuses('replay-refused', 409, 'The subscription cannot be replayed, or not now.')
  @Refuses('no-such-place', 422, 'Neither a position nor a moment.')
  async start(
    @Body({ schema: Start }) { subscription, mode, from }: z.infer<typeof Start>,
    @CurrentPrincipal() operator: Principal,
  ): Promise<z.infer<typeof ReplayView>> {
    const place = await this.placeOf(from);
    if (!this.host.subscriptions.some(({ name }) => name === subscription))
      await this.subscriptions.assertKnown(subscription);
    const deed = {
      action: 'replay.start',
      about: (replay: Replay) => ({ id: replay.id, subscription, mode, from: printPosition(place) }),
      countOf: ({ deliveries }: Replay) => deliveries,
    } as const;
    const replay = await this.audit.run(operator, deed, () =>
      this.replays.start({ subscription, mode, from: place }),
    );
    await this.host.look();
    return replayView(replay);
  }

  @Get()
  @Summary('List replays, newest first')
  @Returns(200, pageOf(ReplayView))
  async list(@Query({ schema: Ask }) ask: z.infer<typeof Ask>) {
    const replays = await this.replays.list(ask.limit + 1, ask.cursor ?? null);
    return cutPage(replays.map(replayView), ask.limit, (last) => z.encode(place, last.id));
  }

  @Get(':id')
  @Summary('Tell how far a replay has come')
  @Returns(200, ReplayView)
  @Refuses('replay-not-found', 404, 'There is no such replay.')
  async show(@Param('id', { schema: id }) replay: string): Promise<z.infer<typeof ReplayView>> {
    return replayView(await this.known(replay));
  }

  @Get(':id/comparison')
  @Summary('Compare what a replay put into the shadow with the tables that it shadows')
  @Returns(200, ComparisonView)
  @Refuses('replay-not-found', 404, 'There is no such replay.')
  @Refuses('replay-refused', 409, 'Its shadow is not filled, or not any more.')
  async compare(@Param('id', { schema: id }) replay: string): Promise<z.infer<typeof ComparisonView>> {
    const known = await this.known(replay);
    const { tables, live } = await this.comparisons.of(known);
    return {
      replay: replayView(known),
      tables: [...tables],
      live: { ...live, position: printPosition(live.position) },
    };
  }

  @Post(':id/cancel')
  @Summary('End a replay where it is; doing it twice is safe')
  @Returns(200, ReplayView)
  @Refuses('replay-not-found', 404, 'There is no such replay.')
  async cancel(
    @Param('id', { schema: id }) replay: string,
    @CurrentPrincipal() operator: Principal,
  ): Promise<z.infer<typeof ReplayView>> {
    await this.known(replay);
    const deed = { action: 'replay.cancel', about: { id: replay }, countOf: Number } as const;
    await this.audit.run(operator, deed, () => this.replays.cancel(replay));
    return replayView(await this.known(replay));
  }

  private async placeOf(text: string): Promise<Position> {
    const position = parsePosition(text);
    if (position !== null) return position;
    const moment = new Date(text);
    if (Number.isNaN(moment.getTime())) {
      throw new HttpProblem(
        422,
        'no-such-place',
        `"${text}" is neither a position, such as 12-3456, nor a moment, such as 2026-03-17T18:00:00Z.`,
      );
    }
    return this.log.placeAt(moment);
  }

  private async known(replay: string): Promise<Replay> {
    const found = await this.replays.find(replay);
    if (found !== null) return found;
    throw new HttpProblem(
      404,
      'replay-not-found',
      `There is no replay ${replay}. List them: GET /api/v1/operator/replays.`,
    );
  }
}
