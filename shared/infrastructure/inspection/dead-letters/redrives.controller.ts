import { CurrentPrincipal, limit, type Principal, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { DeadLetters, type Redrive, Redrives } from '@boardwalk/messaging';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit, type AuditedAction } from '../audit/audit.js';
import { filterFields, filterOf, RedriveView } from './dead-letter-views.js';

const id = z.uuid();
const Start = z.strictObject({
  ...filterFields,
  rate: z
    .int()
    .positive()
    .max(1_000_000)
    .optional()
    .meta({ description: 'Deliveries a second at the most; as fast as it goes unless given.' }),
  dryRun: z.boolean().default(false),
});
const Started = z.object({
  matching: z.number().meta({ description: 'Dead letters that are meant.' }),
  redrive: RedriveView.nullable().meta({ description: 'Null of a dry run.' }),
});

const notFound = ['redrive-not-found', 'not-found', 'There is no such redrive.'] as const;
const ended = ['redrive-ended', 'conflict', 'The redrive has ended.'] as const;

/** Redrives of many dead letters at a time. */
@Controller('api/v1/operator/redrives')
@Policy('operator')
export class RedrivesController {
  constructor(
    private readonly redrives: Redrives,
    private readonly deadLetters: DeadLetters,
    private readonly audit: Audit,
  ) {}

  @Post()
  @Summary('Let all deliveries that gave up and are meant run again, in the background')
  @Returns(200, Started)
  async start(
    @Body({ schema: Start }) { rate, dryRun, ...ask }: z.infer<typeof Start>,
    @CurrentPrincipal() operator: Principal,
  ): Promise<z.infer<typeof Started>> {
    const filter = filterOf(ask);
    if (dryRun) return { matching: await this.deadLetters.count(filter), redrive: null };
    const deed = {
      action: 'redrive.start',
      about: { ...filter, ...(rate !== undefined && { rate }) },
      countOf: ({ total }: Redrive) => total,
    } as const;
    const redrive = await this.audit.run(operator, deed, () => this.redrives.start(filter, rate ?? null));
    return { matching: redrive.total, redrive };
  }

  @Get()
  @Summary('List redrives of many, newest first')
  @Returns(200, z.object({ items: z.array(RedriveView) }))
  async list(@Query({ schema: z.strictObject({ limit }) }) ask: { limit: number }) {
    return { items: await this.redrives.list(ask.limit) };
  }

  @Get(':id')
  @Summary('Tell how far a redrive of many has come')
  @Returns(200, RedriveView)
  @Refuses(...notFound)
  show(@Param('id', { schema: id }) redrive: string): Promise<Redrive> {
    return this.redrives.find(redrive);
  }

  @Post(':id/pause')
  @Summary('Let a redrive of many rest; what runs again already goes on')
  @Returns(200, RedriveView)
  @Refuses(...notFound)
  @Refuses(...ended)
  pause(@Param('id', { schema: id }) redrive: string, @CurrentPrincipal() operator: Principal) {
    return this.changed(operator, 'redrive.pause', redrive, () => this.redrives.pause(redrive));
  }

  @Post(':id/resume')
  @Summary('Let a redrive of many go on')
  @Returns(200, RedriveView)
  @Refuses(...notFound)
  @Refuses(...ended)
  resume(@Param('id', { schema: id }) redrive: string, @CurrentPrincipal() operator: Principal) {
    return this.changed(operator, 'redrive.resume', redrive, () => this.redrives.resume(redrive));
  }

  @Post(':id/cancel')
  @Summary('End a redrive of many; what it has not come to stays dead')
  @Returns(200, RedriveView)
  @Refuses(...notFound)
  @Refuses(...ended)
  cancel(@Param('id', { schema: id }) redrive: string, @CurrentPrincipal() operator: Principal) {
    return this.changed(operator, 'redrive.cancel', redrive, () => this.redrives.cancel(redrive));
  }

  private changed(
    operator: Principal,
    action: AuditedAction,
    redrive: string,
    work: () => Promise<Redrive>,
  ): Promise<Redrive> {
    const deed = { action, about: { id: redrive }, countOf: ({ total, done }: Redrive) => total - done };
    return this.audit.run(operator, deed, work);
  }
}
