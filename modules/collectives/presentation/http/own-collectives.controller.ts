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
  Returns,
  Summary,
} from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { CollectiveReads, type OwnCollective } from '../../application/collective-reads.js';
import { role } from './fields.js';

const afterSlug = cursor(z.string().max(39));
const List = z.strictObject({ limit, cursor: afterSlug.optional() });
const OwnView = z.object({
  collectiveId: z.uuid(),
  slug: z.string(),
  name: z.string(),
  personal: z.boolean(),
  role,
  joinedAt: z.date(),
});

@Controller('api/v1/collectives/mine')
@Policy('user')
@NeedsScope('collectives:read')
export class OwnCollectivesController {
  constructor(private readonly collectives: CollectiveReads) {}

  @Get()
  @Summary('List the collectives that you belong to, by slug')
  @Returns(200, pageOf(OwnView))
  async list(
    @Query({ schema: List }) query: z.infer<typeof List>,
    @CurrentPrincipal() member: Principal,
  ): Promise<Page<OwnCollective>> {
    const rows = await this.collectives.ofMember(member.userId, query.cursor, query.limit + 1);
    return cutPage(rows, query.limit, (last) => z.encode(afterSlug, last.slug));
  }
}
