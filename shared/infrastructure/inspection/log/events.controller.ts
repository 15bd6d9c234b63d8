import { cursor, HttpProblem, limit, pageOf, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { contractOf } from '@boardwalk/integration-events';
import { LogReader, parsePosition, printPosition } from '@boardwalk/messaging';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { closestTypes } from './closest-types.js';
import { Deliveries, statesOf } from './deliveries.js';
import { envelope, EventStory, EventView, eventView } from './event-views.js';
import { LogBrowser, positionOf, traceIdOf } from './log-browser.js';
import { shownData } from './shown-data.js';

const place = cursor(z.number().int().positive());
const position = z
  .string()
  .max(40)
  .refine((text) => parsePosition(text) !== null, 'must be a position of the log, such as 12-3456')
  .transform((text) => parsePosition(text) ?? z.NEVER);

const Ask = z
  .strictObject({
    type: z.string().max(200).optional(),
    context: z.string().max(63).optional(),
    status: z.enum(['dead', 'retrying', 'waiting']).optional(),
    limit,
    cursor: place.optional(),
    after: position.optional(),
  })
  .refine(({ after, cursor, status }) => after === undefined || (cursor ?? status) === undefined, {
    message: 'cannot go together with `cursor` or `status`: it reads onwards, and they look back',
    path: ['after'],
  });

const EventPage = pageOf(EventView).extend({
  position: z.string().meta({ description: 'Send it as `after` to get what came later.' }),
});

@Controller('api/v1/operator/events')
@Policy('operator')
export class EventsController {
  constructor(
    private readonly log: LogBrowser,
    private readonly reader: LogReader,
    private readonly deliveries: Deliveries,
  ) {}

  /**
   * A filtered page may be short, even empty, and still have a next one: each looks through a bounded part of the log. The
   * log may hold facts of types that no contract here has, so such a type is refused only when there are none.
   */
  @Get()
  @Summary('List facts, newest first, or those after a position in the order of the log')
  @Returns(200, EventPage)
  @Refuses('no-such-type', 422, 'No contract has this type, and no newer fact either.')
  async list(@Query({ schema: Ask }) ask: z.infer<typeof Ask>): Promise<z.infer<typeof EventPage>> {
    const filter = { type: ask.type, context: ask.context, states: ask.status && statesOf[ask.status] };
    if (ask.after !== undefined) {
      const found = await this.log.after(ask.after, filter, ask.limit);
      return {
        items: found.rows.map(eventView),
        nextCursor: null,
        position: printPosition(found.position),
      };
    }
    const head = await this.reader.head();
    const { rows, before } = await this.log.newest(filter, ask.cursor ?? null, ask.limit);
    if (rows.length === 0 && ask.cursor === undefined) assertTypeExists(ask.type);
    return {
      items: rows.map(eventView),
      nextCursor: before === null ? null : z.encode(place, before),
      position: printPosition(head),
    };
  }

  @Get(':eventId')
  @Summary('Show a fact: its envelope, and what became of it in each subscription')
  @Returns(200, EventStory)
  @Refuses('event-not-found', 404, 'No fact in the log has this id.')
  async show(@Param('eventId', { schema: z.uuid() }) eventId: string): Promise<z.infer<typeof EventStory>> {
    const row = await this.log.find(eventId);
    if (row === null) {
      throw new HttpProblem(
        404,
        'event-not-found',
        `No fact in the log has the id ${eventId}. List some: GET /api/v1/operator/events.`,
      );
    }
    return {
      position: positionOf(row),
      traceId: traceIdOf(row),
      envelope: envelope(row),
      raw: shownData(row.type, row.data).raw,
      deliveries: await this.deliveries.of(row),
    };
  }
}

function assertTypeExists(type: string | undefined): void {
  if (type === undefined || contractOf(type) !== null) return;
  throw new HttpProblem(
    422,
    'no-such-type',
    `No contract is called "${type}", and no such fact was found. The closest types are ${closestTypes(type).join(', ')}.`,
  );
}
