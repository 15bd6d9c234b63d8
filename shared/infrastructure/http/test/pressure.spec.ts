import { Backpressure, Policy, Returns } from '@boardwalk/http';
import { Controller, Get, Injectable, Post } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

@Injectable()
class FullOutbox extends Backpressure {
  full = true;
  isTooHigh(writes: boolean): boolean {
    return this.full && writes;
  }
}

const Done = z.object({ done: z.boolean() });

@Controller('things')
@Policy('user')
class ThingsController {
  readonly release = Promise.withResolvers<void>();

  @Get()
  @Returns(200, Done)
  show() {
    return { done: true };
  }

  @Get('slow')
  @Returns(200, Done)
  async slow() {
    await this.release.promise;
    return { done: true };
  }

  @Post()
  @Returns(201, Done)
  add() {
    return { done: true };
  }
}

/** What another process of the platform asks. */
@Controller('internal/things')
@Policy('user')
class InternalController {
  @Post()
  @Returns(200, Done)
  ask() {
    return { done: true };
  }
}

const asAda = { headers: { cookie: 'session=ada' } };
let edge: Edge;

beforeEach(async () => {
  edge = await Edge.start({ controllers: [ThingsController, InternalController], providers: [FullOutbox] });
});
afterEach(() => edge.stop());

describe('under pressure', () => {
  it('writes are refused before anything is done for them, and taken again when it is over', async () => {
    const refused = await edge.send('POST /things', asAda);
    expect(refused.status).toBe(503);
    expect(refused.headers).toMatchObject({ 'retry-after': '2', 'content-type': 'application/problem+json' });
    expect(refused.json()).toMatchObject({ type: '/problems/overloaded' });
    expect(edge.people.asked).toBe(0);
    expect((await edge.send('GET /things', asAda)).status).toBe(200);
    edge.app.get(FullOutbox).full = false;
    expect((await edge.send('POST /things', asAda)).status).toBe(201);
  });

  it('what processes of the platform ask each other is answered: no fact comes of it', async () => {
    expect((await edge.send('POST /internal/things', asAda)).status).toBe(200);
  });

  it('more than 500 requests at the same time are not begun, and the health of the program is still told', async () => {
    const { release } = edge.app.get(ThingsController);
    const server = edge.app.getHttpAdapter().getInstance();
    const slow = Array.from({ length: 600 }, async () => server.inject({ url: '/things/slow', ...asAda }));
    const refused = await Promise.all(slow.slice(500));
    expect(new Set(refused.map(({ statusCode }) => statusCode))).toEqual(new Set([503]));
    expect((await server.inject({ url: '/healthz' })).statusCode).toBe(200);
    expect(edge.people.asked).toBe(500);
    release.resolve();
    const served = await Promise.all(slow.slice(0, 500));
    expect(new Set(served.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect((await server.inject({ url: '/things', ...asAda })).statusCode).toBe(200);
  });
});
