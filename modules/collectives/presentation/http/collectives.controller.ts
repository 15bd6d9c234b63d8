import {
  CurrentPrincipal,
  cursor,
  cutPage,
  limit,
  NeedsScope,
  type Page,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import {
  type CollectiveDetails,
  CollectiveReads,
  type CollectiveSummary,
} from '../../application/collective-reads.js';
import { FoundCollective, type FoundedCollective } from '../../application/found-collective.js';
import { collectiveName, role, slug } from './fields.js';

const Founding = z.strictObject({ slug, name: collectiveName });
const afterSlug = cursor(z.string().max(39));
const List = z.strictObject({ limit, cursor: afterSlug.optional() });

const FoundedView = z.object({ collectiveId: z.uuid(), slug: z.string(), name: z.string() });
const SummaryView = FoundedView.extend({
  personal: z.boolean().meta({ description: 'True for the collective that everyone gets at sign-up.' }),
  foundedAt: z.date(),
  memberCount: z.int(),
});
const DetailsView = SummaryView.extend({
  members: z
    .array(z.object({ username: z.string(), role, joinedAt: z.date() }))
    .readonly()
    .nullable()
    .meta({ description: 'Shown to members; null for everybody else.' }),
});

@Controller('api/v1/collectives')
export class CollectivesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly collectives: CollectiveReads,
  ) {}

  @Post()
  @Policy('user')
  @NeedsScope('collectives:write')
  @Summary('Found a collective')
  @Returns(201, FoundedView)
  @Refuses('slug-taken', 'conflict', 'Another collective has this slug.')
  @Refuses('slug-reserved', 'invalid', 'The slug is kept for the product itself.')
  found(
    @Body({ schema: Founding }) body: z.infer<typeof Founding>,
    @CurrentPrincipal() founder: Principal,
  ): Promise<FoundedCollective> {
    return this.commands.execute(new FoundCollective(founder.userId, founder.username, body.slug, body.name));
  }

  @Get()
  @Policy('public')
  @Summary('List collectives by slug')
  @Returns(200, pageOf(SummaryView))
  async list(@Query({ schema: List }) query: z.infer<typeof List>): Promise<Page<CollectiveSummary>> {
    const rows = await this.collectives.list(query.cursor, query.limit + 1);
    return cutPage(rows, query.limit, (last) => z.encode(afterSlug, last.slug));
  }

  @Get(':slug')
  @Policy('anyone')
  @Summary('Show a collective')
  @Returns(200, DetailsView)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug.')
  show(
    @Param('slug', { schema: slug }) wanted: string,
    @CurrentPrincipal() viewer: Principal,
  ): Promise<CollectiveDetails> {
    // A key without the scope is shown what everybody sees.
    const known = viewer.isUser() && viewer.may('collectives:read');
    return this.collectives.show(wanted, known ? viewer.userId : null);
  }
}
