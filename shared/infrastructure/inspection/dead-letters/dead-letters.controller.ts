import { HttpProblem, limit, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { type DeadLetter, DeadLetters, DeliveryHost, rowOf } from '@boardwalk/messaging';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Deliveries } from '../log/deliveries.js';
import { readableHeaders, traceIdIn } from '../log/log-browser.js';
import { shownData } from '../log/shown-data.js';

const subscription = z.string().max(200);
const eventId = z.uuid();
const Ask = z.strictObject({
  subscription: subscription.optional(),
  type: z.string().max(200).optional(),
  limit,
});
const Redrive = z.strictObject({ subscription: subscription.optional() });

const DeadLetterView = z.object({
  subscription: z.string(),
  eventId: z.string(),
  type: z.string(),
  key: z.string(),
  state: z.enum(['parked', 'skipped']).meta({
    description: '`parked`: later facts of the key wait for the redrive. `skipped`: they went on.',
  }),
  attempts: z.number(),
  errorClass: z.string(),
  errorMessage: z.string(),
  firstFailedAt: z.date(),
  lastFailedAt: z.date(),
  redrives: z.number(),
  waiting: z.number().meta({ description: 'Deliveries of the key that wait behind it.' }),
  correlationId: z.string().nullable(),
  createdInTrace: z.string().nullable(),
  failedInTrace: z.string().nullable().meta({ description: 'The trace of the last failed attempt.' }),
  data: z.record(z.string(), z.unknown()).nullable(),
  raw: z.string().nullable().meta({ description: 'The stored text, only when it cannot be read.' }),
});
const DeadLettersView = z.object({ items: z.array(DeadLetterView), total: z.number() });

@Controller('api/v1/operator/dead-letters')
@Policy('operator')
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly deliveries: Deliveries,
    private readonly host: DeliveryHost,
  ) {}

  @Get()
  @Summary('List deliveries that gave up, latest failure first')
  @Returns(200, DeadLettersView)
  async list(@Query({ schema: Ask }) ask: z.infer<typeof Ask>): Promise<z.infer<typeof DeadLettersView>> {
    const { subscription: name, type, limit: most } = ask;
    const found = await this.deadLetters.list({
      ...(name === undefined ? {} : { subscription: name }),
      ...(type === undefined ? {} : { type }),
      limit: most,
    });
    return { items: found.map(deadLetterView), total: await this.deadLetters.count() };
  }

  @Get(':eventId')
  @Summary('Show the deliveries of one fact that gave up')
  @Returns(200, DeadLettersView)
  @Refuses('dead-letter-not-found', 404, 'No delivery of this fact has given up.')
  async show(@Param('eventId', { schema: eventId }) id: string): Promise<z.infer<typeof DeadLettersView>> {
    const found = await this.deadLetters.list({ eventId: id, limit: 100 });
    if (found.length === 0) throw notFound(id);
    return { items: found.map(deadLetterView), total: found.length };
  }

  /** Pressing twice is safe: a delivery that is no dead letter any more is left alone. */
  @Post(':eventId/redrive')
  @Summary('Let the deliveries of one fact that gave up run again')
  @Returns(200, z.object({ redriven: z.number() }))
  @Refuses('dead-letter-not-found', 404, 'No delivery of this fact has ever failed.')
  async redrive(
    @Param('eventId', { schema: eventId }) id: string,
    @Body({ schema: Redrive }) { subscription: name }: z.infer<typeof Redrive>,
  ) {
    if (!(await this.deliveries.haveFailed(id))) throw notFound(id);
    const redriven = await this.deadLetters.redrive(id, name);
    await this.host.look();
    return { redriven };
  }
}

function deadLetterView({ raw, traceparent, ...letter }: DeadLetter): z.infer<typeof DeadLetterView> {
  const row = rowOf(raw);
  const headers = readableHeaders(row);
  return {
    ...letter,
    correlationId: headers?.correlationid ?? null,
    createdInTrace: traceIdIn(headers?.traceparent ?? null),
    failedInTrace: traceIdIn(traceparent),
    ...shownData(row.type, row.data),
  };
}

function notFound(id: string): HttpProblem {
  return new HttpProblem(
    404,
    'dead-letter-not-found',
    `No delivery of the fact ${id} has given up. List those that have: GET /api/v1/operator/dead-letters.`,
  );
}
