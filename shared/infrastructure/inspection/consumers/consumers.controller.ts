import { CurrentPrincipal, type Principal, Policy, Refuses, Returns, Summary } from '@boardwalk/http';
import { LogReader, printPosition, SubscriptionControl } from '@boardwalk/messaging';
import { Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.js';
import { Subscriptions } from './subscriptions.js';

const ConsumersView = z.object({
  head: z.string().meta({ description: 'Position of the newest fact that can be delivered.' }),
  total: z.number().meta({ description: 'Facts in the log up to there.' }),
  subscriptions: z.array(
    z.object({
      name: z.string(),
      log: z.string().nullable().meta({
        description: 'The database whose log it reads; null for the one in which its cursors lie.',
      }),
      context: z.string(),
      position: z.string(),
      lag: z.number().nullable().meta({
        description:
          'Facts that it takes and has not come to, counted up to 100,000 from its slowest lane; null when their log does not answer here.',
      }),
      behindSince: z.date().nullable(),
      retrying: z.number(),
      waiting: z.number(),
      dead: z.number(),
      owner: z
        .string()
        .nullable()
        .meta({ description: 'The processes that deliver to it; null when none does.' }),
      pausedAt: z.date().nullable().meta({ description: 'Since when an operator has it stand still.' }),
    }),
  ),
});

const name = z.string().max(200);
const Changed = z.object({
  subscription: z.string(),
  changed: z.boolean().meta({ description: 'False when it was so already.' }),
});

@Controller('api/v1/operator/consumers')
@Policy('operator')
export class ConsumersController {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly reader: LogReader,
    private readonly control: SubscriptionControl,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Summary('List the subscriptions with their place, lag and failures')
  @Returns(200, ConsumersView)
  async list(): Promise<z.infer<typeof ConsumersView>> {
    const head = await this.reader.head();
    const states = await this.subscriptions.all();
    return {
      head: printPosition(head),
      total: head.total,
      subscriptions: states.map(({ cursor, ...state }) => ({
        ...state,
        context: state.name.split('.', 1)[0] ?? state.name,
        position: printPosition(cursor),
      })),
    };
  }

  /** Doing it twice is safe. */
  @Post(':name/pause')
  @Summary('Let a subscription stand still; its facts wait in the log')
  @Returns(200, Changed)
  @Refuses('consumer-not-found', 404, 'There is no such subscription.')
  pause(@Param('name', { schema: name }) subscription: string, @CurrentPrincipal() operator: Principal) {
    return this.change(operator, 'consumer.pause', subscription, () => this.control.pause(subscription));
  }

  @Post(':name/resume')
  @Summary('Let a subscription go on that stands still')
  @Returns(200, Changed)
  @Refuses('consumer-not-found', 404, 'There is no such subscription.')
  resume(@Param('name', { schema: name }) subscription: string, @CurrentPrincipal() operator: Principal) {
    return this.change(operator, 'consumer.resume', subscription, () => this.control.resume(subscription));
  }

  private async change(
    operator: Principal,
    action: 'consumer.pause' | 'consumer.resume',
    subscription: string,
    work: () => Promise<boolean>,
  ): Promise<z.infer<typeof Changed>> {
    await this.subscriptions.assertKnown(subscription);
    const deed = { action, about: { subscription }, countOf: Number };
    const changed = await this.audit.run(operator, deed, work);
    return { subscription, changed };
  }
}
