import type { IncomingHttpHeaders } from 'node:http';
import {
  CurrentPrincipal,
  cursor,
  cutPage,
  everyScope,
  limit,
  type Page,
  pageOf,
  Policy,
  Principal,
  Refuses,
  Returns,
  Summary,
} from '@boardwalk/http';
import { Body, Controller, Delete, Get, Headers, Param, Post, Query, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { AccountReads } from '../../application/account-reads.js';
import { CreateApiKey, type CreatedApiKey } from '../../application/create-api-key.js';
import { DeleteApiKey } from '../../application/delete-api-key.js';
import { RevokeApiKey } from '../../application/revoke-api-key.js';
import { Sessions } from '../../application/sessions.js';
import { moment, name } from './fields.js';
import { sessionOf } from './presented-session.js';
import { SessionOnlyGuard } from './session-only.guard.js';

const NewApiKey = z.strictObject({
  name,
  scopes: z
    .array(z.string().max(64))
    .min(1)
    .max(32)
    .default([everyScope])
    .meta({ description: '`<context>:<verb>` each; everything unless given.' }),
  expiresAt: moment.optional(),
});
const List = z.strictObject({ limit, cursor: cursor(z.string()).optional() });

const Created = z.object({
  apiKeyId: z.string(),
  key: z.string().meta({ description: 'Shown this once.' }),
});
const ApiKeyItem = z.object({
  apiKeyId: z.string(),
  clientId: z.string().nullable(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()).readonly(),
  enabled: z.boolean(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
});
const Revoked = z.object({ apiKeyId: z.string(), enabled: z.literal(false) });

@Controller('api/v1/api-keys')
@Policy('user')
@UseGuards(SessionOnlyGuard)
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reads: AccountReads,
    private readonly sessions: Sessions,
  ) {}

  @Post()
  @Summary('Make an API key that acts for you')
  @Returns(201, Created)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses(
    'session-ended',
    'forbidden',
    'The session has ended, with all others, since the request was sent.',
  )
  @Refuses('invalid-scope', 'invalid', 'A scope is not written "<context>:<verb>".')
  @Refuses('api-key-expired-already', 'invalid', 'The time of expiry has passed.')
  async create(
    @Body({ schema: NewApiKey }) body: z.infer<typeof NewApiKey>,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<CreatedApiKey> {
    const { name, scopes, expiresAt } = body;
    const session = await sessionOf(headers, this.sessions);
    return this.commands.execute(new CreateApiKey(session, name, scopes, expiresAt ?? null));
  }

  @Get()
  @Summary('List your API keys and those of your clients, newest first')
  @Returns(200, pageOf(ApiKeyItem))
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  async list(
    @Query({ schema: List }) query: z.infer<typeof List>,
    @CurrentPrincipal() owner: Principal,
  ): Promise<Page<z.infer<typeof ApiKeyItem>>> {
    const rows = await this.reads.apiKeys(owner.userId, query.limit + 1, query.cursor);
    return cutPage(rows, query.limit, (last) => z.encode(cursor(z.string()), last.apiKeyId));
  }

  @Post(':id/revoke')
  @Summary('Stop an API key from working, for good')
  @Returns(200, Revoked)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses('api-key-not-found', 'not-found', 'You have no key with this id.')
  async revoke(
    @Param('id', { schema: z.string().max(64) }) apiKeyId: string,
    @CurrentPrincipal() owner: Principal,
  ): Promise<z.infer<typeof Revoked>> {
    await this.commands.execute(new RevokeApiKey(apiKeyId, owner.userId));
    return { apiKeyId, enabled: false };
  }

  @Delete(':id')
  @Summary('Take an API key off your list; one that still works stops working')
  @Returns(204)
  @Refuses('session-required', 403, 'The request is authenticated by an API key.')
  @Refuses('api-key-not-found', 'not-found', 'You have no key with this id.')
  async delete(
    @Param('id', { schema: z.string().max(64) }) apiKeyId: string,
    @CurrentPrincipal() owner: Principal,
  ): Promise<void> {
    await this.commands.execute(new DeleteApiKey(apiKeyId, owner.userId));
  }
}
