import {
  CurrentPrincipal,
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
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { CollectiveReads } from '../../application/collective-reads.js';
import {
  CreateCollectiveToken,
  type CreatedCollectiveToken,
} from '../../application/create-collective-token.js';
import { RevokeCollectiveToken } from '../../application/revoke-collective-token.js';
import { TokenReads, type TokenSummary } from '../../application/token-reads.js';
import { afterId, moment, slug, tokenName, tokenScope } from './fields.js';

const NewToken = z.strictObject({
  name: tokenName,
  scopes: z.array(tokenScope).min(1).max(32),
  expiresAt: moment.optional(),
});
const List = z.strictObject({ limit, cursor: afterId.optional() });
const Created = z.object({
  tokenId: z.uuid(),
  token: z.string().meta({ description: 'Shown this once.' }),
});
const TokenView = z.object({
  tokenId: z.uuid(),
  name: z.string(),
  scopes: z.array(z.string()).readonly(),
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
});

/** For people: a token that got into wrong hands must not make further tokens, or it could never be got rid of. */
@Controller('api/v1/collectives/:slug/tokens')
@Policy('user')
@NeedsScope('collectives:tokens')
export class TokensController {
  constructor(
    private readonly commands: CommandBus,
    private readonly collectives: CollectiveReads,
    private readonly tokens: TokenReads,
  ) {}

  @Post()
  @Summary('Make a token that acts for a collective')
  @Returns(201, Created)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Members make no tokens.')
  @Refuses('token-expired-already', 'invalid', 'The time of expiry has passed.')
  @Refuses('too-many-tokens', 'conflict', 'The collective has as many tokens as it may have.')
  create(
    @Param('slug', { schema: slug }) of: string,
    @Body({ schema: NewToken }) body: z.infer<typeof NewToken>,
    @CurrentPrincipal() creator: Principal,
  ): Promise<CreatedCollectiveToken> {
    const { name, scopes, expiresAt } = body;
    return this.commands.execute(
      new CreateCollectiveToken(of, creator.userId, name, scopes, expiresAt ?? null),
    );
  }

  @Get()
  @Summary('List the tokens of a collective, newest first')
  @Returns(200, pageOf(TokenView))
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Members do not see the tokens.')
  async list(
    @Param('slug', { schema: slug }) of: string,
    @Query({ schema: List }) query: z.infer<typeof List>,
    @CurrentPrincipal() viewer: Principal,
  ): Promise<Page<TokenSummary>> {
    const id = await this.collectives.lookedAfterBy(viewer.userId, of, 'see its tokens');
    const rows = await this.tokens.list(id, query.cursor, query.limit + 1);
    return cutPage(rows, query.limit, (last) => z.encode(afterId, last.tokenId));
  }

  @Delete(':id')
  @Summary('Stop a token of a collective from working, for good')
  @Returns(204)
  @Refuses('collective-not-found', 'not-found', 'No collective has this slug, or you are not a member of it.')
  @Refuses('role-too-low', 'forbidden', 'Members revoke no tokens.')
  @Refuses('token-not-found', 'not-found', 'The collective has no such token.')
  async revoke(
    @Param('slug', { schema: slug }) of: string,
    @Param('id', { schema: z.uuid() }) tokenId: string,
    @CurrentPrincipal() revoker: Principal,
  ): Promise<void> {
    await this.commands.execute(new RevokeCollectiveToken(of, revoker.userId, tokenId));
  }
}
