import { CurrentPrincipal, limit, type Principal, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { DeadLetterEditor, DeadLetterNotFoundError, DeadLetters, DeliveryHost } from '@boardwalk/messaging';
import { UnitsOfWork } from '@boardwalk/persistence';
import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.js';
import { Deliveries } from '../log/deliveries.js';
import {
  deadLetterView,
  DeadLettersView,
  EditView,
  filterFields,
  filterOf,
  GroupsView,
  subscription,
} from './dead-letter-views.js';

const eventId = z.uuid();
const Ask = z.strictObject({ ...filterFields, limit });
const One = z.strictObject({ subscription: subscription.optional() });
const Edit = z.strictObject({
  subscription: subscription.optional(),
  data: z.record(z.string(), z.unknown()),
  dryRun: z.boolean().default(false),
  redrive: z.boolean().default(false),
});
const Archive = z.strictObject({ ...filterFields, dryRun: z.boolean().default(false) });

const notFound = ['dead-letter-not-found', 'not-found', 'No delivery of this fact has given up.'] as const;

@Controller('api/v1/operator/dead-letters')
@Policy('operator')
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly editor: DeadLetterEditor,
    private readonly deliveries: Deliveries,
    private readonly host: DeliveryHost,
    private readonly units: UnitsOfWork,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Summary('List deliveries that gave up, latest failure first')
  @Returns(200, DeadLettersView)
  async list(@Query({ schema: Ask }) ask: z.infer<typeof Ask>): Promise<z.infer<typeof DeadLettersView>> {
    const filter = filterOf(ask);
    const found = await this.deadLetters.list({ ...filter, limit: ask.limit });
    return { items: found.map(deadLetterView), total: await this.deadLetters.count(filter) };
  }

  @Get('groups')
  @Summary('Count deliveries that gave up alike: by subscription, type and class of the error')
  @Returns(200, GroupsView)
  async groups(@Query({ schema: Ask }) ask: z.infer<typeof Ask>): Promise<z.infer<typeof GroupsView>> {
    const filter = filterOf(ask);
    const items = await this.deadLetters.groups({ ...filter, limit: ask.limit });
    return { items, total: await this.deadLetters.count(filter) };
  }

  @Get(':eventId')
  @Summary('Show the deliveries of one fact that gave up')
  @Returns(200, DeadLettersView)
  @Refuses(...notFound)
  async show(@Param('eventId', { schema: eventId }) id: string): Promise<z.infer<typeof DeadLettersView>> {
    const found = await this.deadLetters.list({ eventId: id, limit: 100 });
    if (found.length === 0) throw new DeadLetterNotFoundError(id);
    return { items: found.map(deadLetterView), total: found.length };
  }

  /** Pressing twice is safe: a delivery that is no dead letter any more is left alone. */
  @Post(':eventId/redrive')
  @Summary('Let the deliveries of one fact that gave up run again')
  @Returns(200, z.object({ redriven: z.number() }))
  @Refuses(...notFound)
  async redrive(
    @Param('eventId', { schema: eventId }) id: string,
    @Body({ schema: One }) { subscription: name }: z.infer<typeof One>,
    @CurrentPrincipal() operator: Principal,
  ) {
    if (!(await this.deliveries.haveFailed(id))) throw new DeadLetterNotFoundError(id);
    const redriven = await this.redriven(operator, id, name);
    await this.host.look();
    return { redriven };
  }

  @Put(':eventId/data')
  @Summary('Replace the data of a delivery that gave up, and let it run again if asked')
  @Returns(200, EditView)
  @Refuses(...notFound)
  @Refuses(
    'several-dead-letters',
    'conflict',
    'The fact gave up in several subscriptions, and none is named.',
  )
  @Refuses('edit-refused', 'invalid', 'The contract refuses the data, or a sealed field would be replaced.')
  @Refuses('dead-letter-changed', 'conflict', 'It was redriven, archived or edited meanwhile.')
  async edit(
    @Param('eventId', { schema: eventId }) id: string,
    @Body({ schema: Edit }) { subscription: name, data, dryRun, redrive }: z.infer<typeof Edit>,
    @CurrentPrincipal() operator: Principal,
  ): Promise<z.infer<typeof EditView>> {
    const plan = await this.editor.plan(id, name, data);
    const { changes, subscription: of } = plan;
    if (dryRun) return { subscription: of, changes, edited: false, redriven: 0 };
    const edited = changes.length > 0;
    const fields = changes.map(({ field }) => field);
    const deed = {
      action: 'dead-letter.edit',
      about: { eventId: id, subscription: of, fields },
      countOf: () => 1,
    } as const;
    // In one unit: an edit that was to run again would otherwise lie there without it, should the process die in between.
    const redriven = await this.units.run(async () => {
      if (edited) await this.audit.run(operator, deed, () => this.editor.apply(plan));
      return redrive ? this.redriven(operator, id, of) : 0;
    });
    if (redriven > 0) await this.host.look();
    return { subscription: of, changes, edited, redriven };
  }

  @Post(':eventId/archive')
  @Summary('Give up for good on the deliveries of one fact that gave up; what waits behind them goes on')
  @Returns(200, z.object({ archived: z.number() }))
  @Refuses(...notFound)
  async archive(
    @Param('eventId', { schema: eventId }) id: string,
    @Body({ schema: One }) { subscription: name }: z.infer<typeof One>,
    @CurrentPrincipal() operator: Principal,
  ) {
    if (!(await this.deliveries.haveFailed(id))) throw new DeadLetterNotFoundError(id);
    return { archived: await this.archived(operator, { eventId: id, subscription: name }) };
  }

  /** A thousand at a time, so that nobody waits long for the locks: ask again while any remain. */
  @Post('archive')
  @Summary('Give up for good on deliveries that gave up: the first thousand that are meant')
  @Returns(200, z.object({ archived: z.number(), remaining: z.number() }))
  async archiveMany(
    @Body({ schema: Archive }) ask: z.infer<typeof Archive>,
    @CurrentPrincipal() operator: Principal,
  ) {
    const filter = filterOf(ask);
    const archived = ask.dryRun ? 0 : await this.archived(operator, filter);
    return { archived, remaining: await this.deadLetters.count(filter) };
  }

  private redriven(operator: Principal, id: string, name: string | undefined): Promise<number> {
    const about = { eventId: id, ...(name !== undefined && { subscription: name }) };
    const deed = { action: 'dead-letter.redrive', about, countOf: (count: number) => count } as const;
    return this.audit.run(operator, deed, () => this.deadLetters.redrive(id, name));
  }

  private async archived(
    operator: Principal,
    filter: Parameters<DeadLetters['archive']>[0],
  ): Promise<number> {
    const deed = {
      action: 'dead-letter.archive',
      about: { ...filter },
      countOf: (count: number) => count,
    } as const;
    const archived = await this.audit.run(operator, deed, () => this.deadLetters.archive(filter));
    await this.host.look();
    return archived;
  }
}
