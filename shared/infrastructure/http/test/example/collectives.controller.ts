import {
  CurrentPrincipal,
  cursor,
  cutPage,
  limit,
  NeedsScope,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Collectives } from './collectives.js';

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{1,38}$/);
const afterSlug = cursor(slug);
const Founding = z.strictObject({ slug, name: z.string().min(1).max(80) });
const List = z.strictObject({ limit, cursor: afterSlug.optional() });
const CollectiveView = z.object({ slug: z.string(), name: z.string(), foundedAt: z.date() });

@Controller('api/v1/collectives')
export class CollectivesController {
  constructor(private readonly collectives: Collectives) {}

  @Post()
  @Policy('user')
  @NeedsScope('collectives:write')
  @Summary('Found a collective')
  @Returns(201, CollectiveView)
  @Refuses('slug-taken', 'conflict', 'Another collective has this slug.')
  found(@Body({ schema: Founding }) body: z.infer<typeof Founding>, @CurrentPrincipal() founder: Principal) {
    return this.collectives.found(founder.userId, body.slug, body.name);
  }

  @Get()
  @Policy('public')
  @Summary('List collectives by slug')
  @Returns(200, pageOf(CollectiveView))
  async list(@Query({ schema: List }) query: z.infer<typeof List>) {
    const rows = await this.collectives.after(query.cursor, query.limit + 1);
    return cutPage(rows, query.limit, (last) => z.encode(afterSlug, last.slug));
  }

  @Get(':slug')
  @Policy('anyone')
  @Summary('Show a collective')
  @Returns(200, CollectiveView)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you may not see it.')
  show(@Param('slug', { schema: slug }) wanted: string, @CurrentPrincipal() viewer: Principal) {
    return this.collectives.visibleTo(viewer.isUser() ? viewer.userId : null, wanted);
  }
}
