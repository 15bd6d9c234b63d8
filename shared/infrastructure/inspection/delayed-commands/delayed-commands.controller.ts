import { CurrentPrincipal, limit, Policy, type Principal, Returns, Summary } from '@boardwalk/http';
import { DelayedCommands } from '@boardwalk/messaging';
import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.js';

const Ask = z.strictObject({ limit });

const DeadCommandsView = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      context: z.string(),
      command: z.string(),
      key: z.string().meta({ description: 'What the command is about.' }),
      dueAt: z.date(),
      attempts: z.number(),
      redrives: z.number(),
      errorClass: z.string(),
      errorMessage: z.string(),
      firstFailedAt: z.date(),
      lastFailedAt: z.date(),
      traceparent: z.string().nullable().meta({ description: 'Of the last failed attempt.' }),
    }),
  ),
});

/** Delayed commands that gave up. */
@Controller('api/v1/operator/delayed-commands')
@Policy('operator')
export class DelayedCommandsController {
  constructor(
    private readonly commands: DelayedCommands,
    private readonly audit: Audit,
  ) {}

  @Get('dead')
  @Summary('List the delayed commands that gave up, latest failure first')
  @Returns(200, DeadCommandsView)
  async dead(
    @Query({ schema: Ask }) { limit: most }: z.infer<typeof Ask>,
  ): Promise<z.infer<typeof DeadCommandsView>> {
    return { items: await this.commands.dead(most) };
  }

  @Post(':id/redrive')
  @Summary('Let a delayed command that gave up run again')
  @Returns(200, z.object({ redriven: z.boolean() }))
  async redrive(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() operator: Principal) {
    const deed = { action: 'delayed-command.redrive', about: { id }, countOf: Number } as const;
    return { redriven: await this.audit.run(operator, deed, () => this.commands.redrive(id)) };
  }
}
