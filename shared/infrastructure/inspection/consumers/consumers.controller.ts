import { Policy, Returns, Summary } from '@boardwalk/http';
import { LogReader, printPosition } from '@boardwalk/messaging';
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Subscriptions } from './subscriptions.js';

const ConsumersView = z.object({
  head: z.string().meta({ description: 'Position of the newest fact that can be delivered.' }),
  total: z.number().meta({ description: 'Facts in the log up to there.' }),
  subscriptions: z.array(
    z.object({
      name: z.string(),
      context: z.string(),
      position: z.string(),
      lag: z
        .number()
        .meta({ description: 'Facts that it takes and has not come to, counted up to 100,000.' }),
      behindSince: z.date().nullable(),
      retrying: z.number(),
      waiting: z.number(),
      dead: z.number(),
      owner: z
        .string()
        .nullable()
        .meta({ description: 'The process that delivers to it; null when none does.' }),
    }),
  ),
});

@Controller('api/v1/operator/consumers')
@Policy('operator')
export class ConsumersController {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly reader: LogReader,
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
}
