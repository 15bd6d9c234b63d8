import { CurrentPrincipal, limit, Policy, type Principal, Refuses, Returns, Summary } from '@boardwalk/http';
import { IntentSender } from '@boardwalk/messaging';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.js';

const Ask = z.strictObject({ limit });
const queue = z.string().max(200);
const Settle = z.strictObject({
  as: z.enum(['sent', 'failed', 'again']).meta({
    description:
      '`sent`: it arrived. `failed`: it did not, and is given up. `again`: it did not, and is made again.',
  }),
});

const UnknownCallsView = z.object({
  items: z.array(
    z.object({
      queue: z
        .string()
        .meta({ description: 'The context and the table of the call, as in `discord.posts`.' }),
      id: z.string(),
      attempt: z.number(),
      error: z.string().nullable(),
      endedAt: z.date().nullable(),
      isRepeatable: z
        .boolean()
        .meta({ description: 'What it said is still there, so that it can be made again.' }),
    }),
  ),
});

/** Calls to the world outside that this process makes, and of which nobody knows whether they arrived. */
@Controller('api/v1/operator/unknown-calls')
@Policy('operator')
export class UnknownCallsController {
  constructor(
    private readonly intents: IntentSender,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Summary('List the calls to the world outside whose outcome is unknown, oldest first in each queue')
  @Returns(200, UnknownCallsView)
  async list(
    @Query({ schema: Ask }) { limit: most }: z.infer<typeof Ask>,
  ): Promise<z.infer<typeof UnknownCallsView>> {
    return { items: await this.intents.unknown(most) };
  }

  @Post(':queue/:id/settle')
  @Summary('Say what became of a call whose outcome is unknown')
  @Returns(200, z.object({ settled: z.boolean() }))
  @Refuses('call-not-repeatable', 'conflict', 'It is to be made again, and what it said is not kept.')
  async settle(
    @Param('queue', { schema: queue }) name: string,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: Settle }) { as }: z.infer<typeof Settle>,
    @CurrentPrincipal() operator: Principal,
  ) {
    const deed = { action: 'call.settle', about: { queue: name, id, as }, countOf: Number } as const;
    return { settled: await this.audit.run(operator, deed, () => this.intents.reconcile(name, id, as)) };
  }
}
