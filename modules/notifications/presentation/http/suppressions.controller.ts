import {
  cursor,
  cutPage,
  limit,
  type Page,
  pageOf,
  Policy,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { LiftSuppression } from '../../application/lift-suppression.js';
import { type Suppression, Suppressions } from '../../application/suppressions.js';

const place = cursor(z.strictObject({ suppressedAt: z.iso.datetime(), suppressionId: z.uuid() }));
const List = z.strictObject({
  address: z.string().min(3).max(254).optional(),
  limit,
  cursor: place.optional(),
});
const SuppressionView = z.object({
  suppressionId: z.uuid(),
  address: z.string().meta({ description: 'The address, masked.' }),
  reason: z.enum(['hard-bounce', 'complaint', 'refused-recipient']),
  detail: z.string().meta({ description: 'What a server or a provider said.' }),
  suppressedAt: z.date(),
  liftedAt: z.date().nullable().meta({ description: 'Null while no mail goes to the address.' }),
});

/** Addresses that get no mail, because what went there came back. */
@Controller('api/v1/operator/mail/suppressions')
@Policy('operator')
export class SuppressionsController {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Summary('List the addresses that get no mail, and why, newest first')
  @Returns(200, pageOf(SuppressionView))
  async list(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<Suppression>> {
    const after = query.cursor && { ...query.cursor, suppressedAt: new Date(query.cursor.suppressedAt) };
    const rows = await this.suppressions.newest(query.address, after, query.limit + 1);
    return cutPage(rows, query.limit, ({ suppressedAt, suppressionId }) =>
      z.encode(place, { suppressedAt: suppressedAt.toISOString(), suppressionId }),
    );
  }

  @Post(':suppressionId/lift')
  @Summary('Let an address get mail again')
  @Returns(200, z.object({ lifted: z.boolean().meta({ description: 'False when it was lifted before.' }) }))
  @Refuses('suppression-not-found', 'not-found', 'No address is suppressed under this id.')
  async lift(@Param('suppressionId', { schema: z.uuid() }) suppressionId: string) {
    return {
      lifted: await this.commands.execute<LiftSuppression, boolean>(new LiftSuppression(suppressionId)),
    };
  }
}
