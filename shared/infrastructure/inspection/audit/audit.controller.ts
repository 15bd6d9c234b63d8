import { cursor, cutPage, limit, pageOf, Policy, Returns, Summary } from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit, outcomes } from './audit.js';

const place = cursor(z.int().positive());
const Ask = z.strictObject({ limit, cursor: place.optional(), outcome: z.enum(outcomes).optional() });

const AuditView = pageOf(
  z.object({
    at: z.date(),
    actor: z.string(),
    action: z.string(),
    about: z.record(z.string(), z.unknown()),
    count: z
      .number()
      .nullable()
      .meta({ description: 'How many things it was done to, where that is known.' }),
    route: z.string().nullable(),
    target: z.string().nullable().meta({ description: 'The path that the request was sent to.' }),
    outcome: z.enum(outcomes),
    code: z.string().nullable().meta({ description: 'Of the problem that it was refused with.' }),
    traceId: z.string().nullable(),
  }),
);

@Controller('api/v1/operator/audit')
@Policy('operator')
export class AuditController {
  constructor(private readonly audit: Audit) {}

  @Get()
  @Summary('List what operators did, newest first')
  @Returns(200, AuditView)
  async list(@Query({ schema: Ask }) ask: z.infer<typeof Ask>): Promise<z.infer<typeof AuditView>> {
    const entries = await this.audit.list(ask.cursor ?? null, ask.limit + 1, ask.outcome ?? null);
    return cutPage(entries, ask.limit, ({ id }) => z.encode(place, id));
  }
}
