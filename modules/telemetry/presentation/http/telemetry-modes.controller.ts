import {
  CurrentPrincipal,
  cursor,
  cutPage,
  limit,
  type Page,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { ChangeEventMode } from '../../application/change-event-mode.js';
import { EventModes, type ModeChange } from '../../application/event-modes.js';
import { eventName } from './fields.js';
import { contractNamed, namesOfFacts } from '../consumers/occurrence.js';

const mode = z.enum(['legacy', 'dual', 'typed']).meta({
  description:
    '`legacy`: calls of track() tell of it, typed facts are ignored · `dual`: both do, and make one record · `typed`: facts do, and calls are only counted.',
});
const Change = z.strictObject({ mode, reason: z.string().trim().min(1).max(500) });
const place = cursor(z.int().positive());
const List = z.strictObject({ limit, cursor: place.optional() });

const ModeView = z.object({
  event: z.string(),
  mode,
  since: z.date().nullable().meta({ description: 'Null when nobody has ever changed it.' }),
});
const ModeChangeView = z.object({
  event: z.string(),
  mode,
  since: z.date(),
  actor: z.string(),
  reason: z.string(),
});
type ModeView = z.infer<typeof ModeView>;
type ModeChangeView = z.infer<typeof ModeChangeView>;

/** Who tells of an event: old producers, typed facts, or both while they are compared. */
@Controller('api/v1/operator/telemetry')
@Policy('operator')
export class TelemetryModesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly modes: EventModes,
  ) {}

  @Get('modes')
  @Summary('List the events that facts tell of, and who is believed about each')
  @Returns(200, z.object({ items: z.array(ModeView) }))
  async list(): Promise<{ items: ModeView[] }> {
    const changed = new Map((await this.modes.current()).map((change) => [change.name, change]));
    const items = namesOfFacts.map((event): ModeView => {
      const change = changed.get(event);
      return { event, mode: change?.mode ?? 'typed', since: change?.since ?? null };
    });
    return { items };
  }

  @Put('modes/:event')
  @Summary('Change who is believed about an event, for what happens from now on')
  @Returns(200, ModeView)
  @Refuses('no-such-fact', 'invalid', 'No fact tells of this event.')
  async change(
    @Param('event', { schema: eventName }) event: string,
    @Body({ schema: Change }) { mode, reason }: z.infer<typeof Change>,
    @CurrentPrincipal() operator: Principal,
  ): Promise<ModeView> {
    const hasFact = contractNamed(event) !== null;
    await this.commands.execute(new ChangeEventMode(event, mode, operator.kind, reason, hasFact));
    const change = (await this.modes.current()).find(({ name }) => name === event);
    return { event, mode, since: change?.since ?? null };
  }

  @Get('mode-changes')
  @Summary('List who changed what about events, and why, newest first')
  @Returns(200, pageOf(ModeChangeView))
  async changes(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<ModeChangeView>> {
    const rows = await this.modes.changes(query.cursor, query.limit + 1);
    const page = cutPage<ModeChange>(rows, query.limit, ({ id }) => z.encode(place, id));
    return { ...page, items: page.items.map(({ name, ...change }) => ({ ...change, event: name })) };
  }
}
