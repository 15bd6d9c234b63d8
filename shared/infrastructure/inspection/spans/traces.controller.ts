import { HttpProblem, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Traces } from './traces.js';

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/, 'must be the id of a trace, a fact or a request');

const SpanView = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentId: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
  service: z.string(),
  context: z.string().nullable(),
  startedAt: z.date(),
  offsetMs: z.number().meta({ description: 'After the first span of the answer.' }),
  durationMs: z.number(),
  status: z.enum(['unset', 'ok', 'error']),
  eventId: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  links: z
    .array(z.object({ traceId: z.string(), spanId: z.string(), kind: z.string().optional() }))
    .readonly(),
});

const TraceView = z.object({
  traceIds: z.array(z.string()).readonly(),
  durationMs: z.number(),
  truncated: z
    .boolean()
    .meta({ description: 'There is more than the 5,000 spans or 50 traces of an answer.' }),
  spans: z.array(SpanView).readonly().meta({ description: 'By start.' }),
});

@Controller('api/v1/operator/traces')
@Policy('operator')
export class TracesController {
  constructor(private readonly traces: Traces) {}

  @Get(':id')
  @Summary('Show the spans of a trace, a fact or a correlation id, and of the traces that links lead to')
  @Returns(200, TraceView)
  @Refuses('trace-not-found', 404, 'The span store holds nothing of it.')
  async show(@Param('id', { schema: id }) wanted: string): Promise<z.infer<typeof TraceView>> {
    const story = await this.traces.find(wanted);
    if (story !== null) return story;
    throw new HttpProblem(
      404,
      'trace-not-found',
      `No span of "${wanted}" is kept. Either there is no such trace, fact or correlation id, or it was not sampled ` +
        '(imports are sampled at 1 %), or it has left the store, which keeps 24 hours and loses its content when the ' +
        'database server crashes.',
    );
  }
}
