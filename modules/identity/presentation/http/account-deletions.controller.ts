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
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { type DeletionProgress, DeletionsInProgress } from '../../application/deletion-progress.js';

const place = cursor(z.strictObject({ userId: z.string(), deletedAt: z.iso.datetime() }));
const List = z.strictObject({ limit, cursor: place.optional() });

const Progress = z.object({
  userId: z.string(),
  deletedAt: z.date(),
  eventId: z.string().nullable().meta({ description: 'The fact that told of it; null for a moment after.' }),
  state: z.enum(['running', 'stuck', 'complete', 'forgotten']).meta({
    description:
      '`stuck`: somebody failed for good · `forgotten`: the log no longer holds the fact, which all have read by then.',
  }),
  subscriptions: z
    .array(
      z.object({
        subscription: z.string(),
        state: z.enum(['done', 'passed', 'pending', 'retrying', 'waiting', 'dead', 'archived']).meta({
          description: '`passed`: another database has come past the fact, and knows with what success.',
        }),
      }),
    )
    .readonly(),
});

/** Who has dealt with the deletion of an account, and who has still to. */
@Controller('api/v1/operator/account-deletions')
@Policy('operator')
export class AccountDeletionsController {
  constructor(private readonly deletions: DeletionsInProgress) {}

  @Get()
  @Summary('List deleted accounts, newest first, and how far everybody has dealt with each')
  @Returns(200, pageOf(Progress))
  async list(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<DeletionProgress>> {
    const before = query.cursor && { ...query.cursor, deletedAt: new Date(query.cursor.deletedAt) };
    const rows = await this.deletions.list(query.limit + 1, before);
    return cutPage(rows, query.limit, ({ userId, deletedAt }) =>
      z.encode(place, { userId, deletedAt: deletedAt.toISOString() }),
    );
  }

  @Get(':userId')
  @Summary('Show who has dealt with the deletion of an account')
  @Returns(200, Progress)
  @Refuses('deletion-not-found', 'not-found', 'No account with this id was deleted.')
  show(@Param('userId', { schema: z.string().max(64) }) userId: string): Promise<DeletionProgress> {
    return this.deletions.of(userId);
  }
}
