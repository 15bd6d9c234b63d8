import {
  CurrentPrincipal,
  cursor,
  cutPage,
  KnownPosition,
  limit,
  NeedsScope,
  type Page,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
  renamed,
} from '@boardwalk/http';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import {
  type CollectiveDetails,
  CollectiveReads,
  type CollectiveSummary,
  type Viewer,
} from '../../application/collective-reads.js';
import { DissolveCollective } from '../../application/dissolve-collective.js';
import { FoundCollective, type FoundedCollective } from '../../application/found-collective.js';
import { RenameCollective } from '../../application/rename-collective.js';
import { collectiveName, role, slug } from './fields.js';

const Founding = z.strictObject({ slug, name: collectiveName });
const Renaming = z
  .strictObject({ slug: slug.optional(), name: collectiveName.optional() })
  .refine((to) => to.slug !== undefined || to.name !== undefined, {
    error: 'must hold a slug, a name, or both',
  });
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
  @Refuses('too-many-slugs', 'conflict', 'You have chosen as many slugs as one person may for a while.')
  @Refuses('too-many-collectives', 'conflict', 'You are an owner of as many as whoever founds may have.')
  @Refuses('account-deleted', 'gone', 'Your account was deleted a moment ago.')
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
  @Refuses('renamed', 308, 'The collective has another slug now: it is at the Location.')
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or not for you.')
  async show(
    @Param('slug', { schema: slug }) wanted: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CollectiveDetails> {
    const answer = await this.collectives.show(wanted, viewerOf(principal));
    if ('movedTo' in answer) throw renamed(answer.movedTo, `/api/v1/collectives/${answer.movedTo}`);
    return answer;
  }

  @Patch(':slug')
  @Policy('user')
  @NeedsScope('collectives:write')
  @Summary('Give a collective another name, another slug, or both')
  @Returns(200, FoundedView)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Members rename nothing.')
  @Refuses('slug-taken', 'conflict', 'Another collective has this slug, or had it.')
  @Refuses('slug-reserved', 'invalid', 'The slug is kept for the product itself.')
  @Refuses('too-many-slugs', 'conflict', 'You have chosen as many slugs as one person may for a while.')
  rename(
    @Param('slug', { schema: slug }) wanted: string,
    @Body({ schema: Renaming }) to: z.infer<typeof Renaming>,
    @CurrentPrincipal() renamer: Principal,
  ): Promise<FoundedCollective> {
    return this.commands.execute(new RenameCollective(wanted, renamer.userId, to));
  }

  @Delete(':slug')
  @Policy('user')
  @NeedsScope('collectives:write')
  @Summary('Dissolve a collective, for good; nobody gets its slug')
  @Returns(204)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Only owners dissolve a collective.')
  @Refuses('personal-collective', 'conflict', 'A personal collective lasts as long as the account.')
  @Refuses('public-extensions', 'conflict', 'The collective has public extensions.')
  @Refuses('projection-behind', 'behind', 'Your last change may concern its extensions; ask again.')
  async dissolve(
    @Param('slug', { schema: slug }) wanted: string,
    @CurrentPrincipal() dissolver: Principal,
    @KnownPosition() position?: string,
  ): Promise<void> {
    await this.commands.execute(new DissolveCollective(wanted, dissolver.userId, position));
  }
}

/** A key or a token without the scope is shown what everybody sees. */
function viewerOf(principal: Principal): Viewer {
  if (!principal.may('collectives:read')) return null;
  if (principal.kind === 'collective') return { collectiveId: principal.collective.collectiveId };
  return principal.isUser() ? { userId: principal.userId } : null;
}
