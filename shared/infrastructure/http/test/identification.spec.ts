import { CurrentPrincipal, NeedsScope, Policy, Principal, Returns, TokenRecogniser } from '@boardwalk/http';
import { Controller, Get, Injectable, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge, serviceToken } from './edge.js';

const acting = { collectiveId: 'co-1', slug: 'tide-pool', userId: 'user-1', username: 'ada' };

@Injectable()
class ToolRecogniser extends TokenRecogniser {
  readonly prefix = 'bwx_';

  async recognise(token: string): Promise<Principal | null> {
    return token === 'bwx_good' ? Principal.collective(acting, ['things:read']) : null;
  }
}

@Controller('things')
class ThingsController {
  @Get()
  @Policy('user', 'collective')
  @NeedsScope('things:read')
  @Returns(200, z.object({ kind: z.string(), slug: z.string().nullable() }))
  read(@CurrentPrincipal() principal: Principal) {
    return { kind: principal.kind, slug: principal.kind === 'collective' ? principal.collective.slug : null };
  }

  @Get('own')
  @Policy('user')
  @Returns(204)
  own() {}

  @Post()
  @Policy('user', 'collective')
  @NeedsScope('things:write')
  @Returns(204)
  write() {}
}

let edge: Edge;
beforeAll(async () => {
  edge = await Edge.start({ controllers: [ThingsController], providers: [ToolRecogniser] });
});
afterAll(() => edge.stop());

const send = (line: string, bearer: string) =>
  edge.send(line, { headers: { authorization: `Bearer ${bearer}` } });

describe('a token of a context’s own', () => {
  it('is recognised by its context, and nobody else is asked', async () => {
    const before = edge.people.asked;
    const answer = await send('GET /things', 'bwx_good');
    expect([answer.status, answer.json()]).toEqual([200, { kind: 'collective', slug: 'tide-pool' }]);
    expect((await send('GET /things', 'bwx_other')).status).toBe(401);
    expect(edge.people.asked).toBe(before);
  });

  it('is let in where a route says so, within its scopes', async () => {
    expect((await send('GET /things/own', 'bwx_good')).json()).toMatchObject({
      status: 403,
      type: '/problems/forbidden',
      detail: expect.stringContaining('collective'),
    });
    expect((await send('POST /things', 'bwx_good')).json()).toMatchObject({
      status: 403,
      type: '/problems/insufficient-scope',
    });
  });

  it('leaves all other credentials to the authenticator', async () => {
    expect((await send('GET /things', 'bw_key-of-ada')).json()).toEqual({ kind: 'user', slug: null });
  });

  it('is recognised for the other processes of the platform, too', async () => {
    const headers = { authorization: `Bearer ${serviceToken}` };
    const known = await edge.sendJson('POST /internal/introspection', { bearer: 'bwx_good' }, headers);
    expect(known.json()).toEqual({ principal: { kind: 'collective', ...acting, scopes: ['things:read'] } });
    const unknown = await edge.sendJson('POST /internal/introspection', { bearer: 'bwx_other' }, headers);
    expect(unknown.json()).toEqual({ principal: null });
  });
});
