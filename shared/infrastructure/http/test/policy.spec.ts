import {
  CurrentPrincipal,
  NeedsScope,
  Policy,
  Principal,
  Returns,
  RouteFaultsError,
  routesWithoutPolicy,
} from '@boardwalk/http';
import { Controller, Get, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge, operatorToken } from './edge.js';

const Who = z.object({ kind: z.string(), name: z.string().nullable() });

@Controller('things')
class ThingsController {
  @Get('public')
  @Policy('public')
  @Returns(200, Who)
  open(@CurrentPrincipal() principal: Principal) {
    return { kind: principal.kind, name: null };
  }

  @Get('anyone')
  @Policy('anyone')
  @Returns(200, Who)
  anyone(@CurrentPrincipal() principal: Principal) {
    return { kind: principal.kind, name: principal.isUser() ? principal.username : null };
  }

  @Get('mine')
  @Policy('user')
  @Returns(200, Who)
  mine(@CurrentPrincipal() principal: Principal) {
    return { kind: principal.kind, name: principal.username };
  }

  @Post('write')
  @Policy('user', 'client')
  @NeedsScope('things:write')
  @Returns(204)
  write() {}

  @Get('read')
  @Policy('user', 'client')
  @NeedsScope('things:read')
  @Returns(200, Who)
  read(@CurrentPrincipal() principal: Principal) {
    return { kind: principal.kind, name: null };
  }

  @Get('mistaken')
  @Policy('user', 'client')
  @Returns(200, Who)
  mistaken(@CurrentPrincipal() principal: Principal) {
    return { kind: principal.kind, name: principal.username };
  }
}

@Controller('admin')
@Policy('operator')
class AdminController {
  @Get()
  @Returns(200, Who)
  show(@CurrentPrincipal() principal: Principal) {
    return { kind: principal.kind, name: null };
  }
}

const ada = { cookie: 'session=ada' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a policy', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [ThingsController, AdminController] });
  });
  afterAll(() => edge.stop());

  it('public reads no credentials at all', async () => {
    const before = edge.people.asked;
    expect((await edge.send('GET /things/public', { headers: ada })).json()).toEqual({
      kind: 'anonymous',
      name: null,
    });
    expect(edge.people.asked).toBe(before);
  });

  it('anyone knows who sends valid credentials and lets the others in as anonymous', async () => {
    expect((await edge.send('GET /things/anyone')).json()).toEqual({ kind: 'anonymous', name: null });
    expect((await edge.send('GET /things/anyone', { headers: ada })).json()).toEqual({
      kind: 'user',
      name: 'ada',
    });
    expect((await edge.send('GET /things/anyone', { headers: bearer('stale') })).json()).toEqual({
      kind: 'anonymous',
      name: null,
    });
  });

  it('user wants valid credentials and says how to send them', async () => {
    const refused = await edge.send('GET /things/mine');
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    expect(refused.json()).toMatchObject({
      type: '/problems/unauthenticated',
      detail: expect.stringContaining('Authorization: Bearer'),
    });
    expect((await edge.send('GET /things/mine', { headers: bearer('bw_revoked') })).status).toBe(401);
    expect((await edge.send('GET /things/mine', { headers: bearer('bw_key-of-ada') })).json()).toEqual({
      kind: 'user',
      name: 'ada',
    });
  });

  it('refuses the wrong kind of principal with 403', async () => {
    expect((await edge.send('GET /things/mine', { headers: bearer('bwc_key-of-a-client') })).status).toBe(
      403,
    );
    expect((await edge.send('GET /things/mine', { headers: bearer(operatorToken) })).status).toBe(403);
    expect((await edge.send('GET /admin', { headers: ada })).status).toBe(403);
  });

  it('operator is whoever sends the token, to the last character', async () => {
    expect((await edge.send('GET /admin', { headers: bearer(operatorToken) })).json()).toEqual({
      kind: 'operator',
      name: null,
    });
    for (const token of [operatorToken.slice(0, -1), `${operatorToken}x`, '', operatorToken.toUpperCase()]) {
      expect((await edge.send('GET /admin', { headers: bearer(token) })).status).toBe(401);
    }
    expect(
      (await edge.send('GET /admin', { headers: { authorization: `Basic ${operatorToken}` } })).status,
    ).toBe(401);
  });

  it('tells who lacks credentials which ones this route takes', async () => {
    expect((await edge.send('GET /admin')).text).toContain('instance.json');
    expect((await edge.send('GET /things/mine')).text).toContain('Sign in');
  });

  it('lets an API key do only what its scopes name', async () => {
    const refused = await edge.send('POST /things/write', { headers: bearer('bw_key-of-ada') });
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({
      type: '/problems/insufficient-scope',
      details: { scope: 'things:write' },
    });
    expect((await edge.send('POST /things/write', { headers: bearer('bwc_key-of-a-client') })).status).toBe(
      403,
    );
    expect((await edge.send('GET /things/read', { headers: bearer('bwc_key-of-a-client') })).status).toBe(
      200,
    );
    expect((await edge.send('POST /things/write', { headers: ada })).status).toBe(204);
  });

  it('holds however the path is spelled', async () => {
    for (const path of [
      '/admin',
      '/%61dmin',
      '/admin?x=1',
      '/%61%64%6d%69%6e',
      '/./admin',
      '//admin',
      '/admin/',
      '/ADMIN',
      '/admin;x',
      '/admin%2f',
      '/x/../admin',
    ]) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        const { status, text } = await edge.send(`${method} ${path}`);
        expect([401, 404], `${method} ${path}`).toContain(status);
        expect(text, `${method} ${path}`).not.toContain('operator",');
      }
    }
    expect((await edge.send('GET /%61dmin')).status).toBe(401);
    expect((await edge.send('HEAD /admin')).status).toBe(401);
    expect((await edge.send('GET http://127.0.0.1/admin')).status).toBe(401);
  });

  it('makes a handler that reads a user where a client may come fail loudly, not silently', async () => {
    const failed = await edge.send('GET /things/mistaken', { headers: bearer('bwc_key-of-a-client') });
    expect(failed.status).toBe(500);
    expect(edge.logged()).toContainEqual(
      expect.objectContaining({
        err: expect.objectContaining({ message: expect.stringContaining("@Policy('user')") }),
      }),
    );
  });

  it('lets no page of another origin write', async () => {
    const foreign = { ...ada, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    const refused = await edge.send('POST /things/write', { headers: foreign });
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({ type: '/problems/cross-origin' });
    const own = { ...ada, origin: edge.url, 'sec-fetch-site': 'same-origin' };
    expect((await edge.send('POST /things/write', { headers: own })).status).toBe(204);
  });
});

describe('a program with a route without policy', () => {
  @Controller('open')
  class ForgetfulController {
    @Get('door')
    @Returns(204)
    door() {}

    @Get('guarded')
    @Policy('operator')
    @Returns(204)
    guarded() {}
  }

  it('does not start, and names the route', async () => {
    const start = Edge.start({ controllers: [ForgetfulController] });
    await expect(start).rejects.toThrow(RouteFaultsError);
    await expect(Edge.start({ controllers: [ForgetfulController] })).rejects.toThrow(
      'GET /open/door (ForgetfulController.door) has no policy',
    );
  });

  it('does not start either when a public route names a scope, which nobody would check', async () => {
    @Controller('x')
    @Policy('public')
    class Contradiction {
      @Get()
      @NeedsScope('things:read')
      @Returns(204)
      show() {}
    }
    await expect(Edge.start({ controllers: [Contradiction] })).rejects.toThrow(
      'public routes read no credentials',
    );
  });

  it('is told by routesWithoutPolicy which routes are meant', async () => {
    const edge = await Edge.start();
    expect(routesWithoutPolicy(edge.app)).toEqual([]);
    await edge.stop();
  });
});

describe('a program with a route that no controller declares', () => {
  it('does not start, because no guard would stand before it', async () => {
    const start = Edge.start({
      before: (app) =>
        app
          .getHttpAdapter()
          .getInstance()
          .get('/backdoor', async () => 'hello'),
    });
    await expect(start).rejects.toThrow('GET /backdoor is served by no controller, so no policy guards it');
  });
});

describe('a program without an Authenticator', () => {
  it('does not start when a route is for users', async () => {
    const start = Edge.start({ controllers: [ThingsController], withoutAuthenticator: true });
    await expect(start).rejects.toThrow('nothing provides an Authenticator');
  });

  it('starts when its routes are public or for the operator', async () => {
    const edge = await Edge.start({ controllers: [AdminController], withoutAuthenticator: true });
    expect((await edge.send('GET /admin', { headers: bearer(operatorToken) })).status).toBe(200);
    await edge.stop();
  });
});
