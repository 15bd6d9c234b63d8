import { Policy, ReadinessCheck, Returns } from '@boardwalk/http';
import { Controller, Get, Injectable } from '@nestjs/common';
import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

@Injectable()
class DatabaseCheck extends ReadinessCheck {
  readonly name = 'database';
  failure: Error | undefined;
  async check(): Promise<void> {
    if (this.failure) throw this.failure;
  }
}

describe('/healthz', () => {
  it('says that the process runs, whatever it needs', async () => {
    const edge = await Edge.start();
    const answer = await edge.send('GET /healthz');
    expect(answer.json()).toEqual({ status: 'alive' });
    await edge.stop();
  });
});

describe('/readyz', () => {
  it('asks every check that is provided', async () => {
    const edge = await Edge.start({ providers: [DatabaseCheck] });
    expect((await edge.send('GET /readyz')).json()).toEqual({
      status: 'ready',
      checks: [{ name: 'database', ready: true }],
    });
    await edge.stop();
  });

  it('answers 503 and names what is missing, while the reason goes to the log alone', async () => {
    const edge = await Edge.start({ providers: [DatabaseCheck] });
    const check = edge.app.get(DatabaseCheck);
    check.failure = new Error('connection refused at 10.0.0.7');
    const answer = await edge.send('GET /readyz');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json()).toMatchObject({
      type: '/problems/not-ready',
      detail: expect.stringContaining('database'),
      details: { checks: [{ name: 'database', ready: false }] },
    });
    expect(answer.text).not.toContain('10.0.0.7');
    expect(JSON.stringify(edge.logged())).toContain('10.0.0.7');
    check.failure = undefined;
    expect((await edge.send('GET /readyz')).status).toBe(200);
    await edge.stop();
  });
});

describe('shutting down', () => {
  @Controller('slow')
  @Policy('public')
  class SlowController {
    readonly arrived = Promise.withResolvers<void>();
    readonly release = Promise.withResolvers<void>();

    @Get()
    @Returns(200, z.object({ done: z.boolean() }))
    async slow() {
      this.arrived.resolve();
      await this.release.promise;
      return { done: true };
    }
  }

  /** Holds the shutdown open, as a worker does that finishes its batch. */
  @Injectable()
  class LastWork {
    readonly release = Promise.withResolvers<void>();
    readonly begun = Promise.withResolvers<void>();
    async beforeApplicationShutdown(): Promise<void> {
      this.begun.resolve();
      await this.release.promise;
    }
  }

  it('lets requests under way finish, refuses new ones with 503, and leaves no connection open', async () => {
    const edge = await Edge.start({ controllers: [SlowController], providers: [LastWork] });
    const slow = edge.app.get(SlowController);
    const work = edge.app.get(LastWork);
    const kept = new Agent({ keepAlive: true });
    const { promise: answered, resolve } = Promise.withResolvers<number | undefined>();
    httpRequest({ host: '127.0.0.1', port: edge.port, path: '/slow', agent: kept }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    }).end();
    await slow.arrived.promise;

    const stopped = edge.stop();
    await work.begun.promise;
    const refused = await edge.send('GET /healthz');
    expect(refused.status).toBe(503);
    expect(refused.json()).toMatchObject({ type: '/problems/shutting-down' });
    expect(refused.headers).toMatchObject({
      'retry-after': '5',
      connection: 'close',
      'content-type': 'application/problem+json',
    });

    work.release.resolve();
    slow.release.resolve();
    expect(await answered).toBe(200);
    await stopped;
    kept.destroy();
  });

  it('waits no longer than it was told for a request that does not end', async () => {
    const edge = await Edge.start({ controllers: [SlowController], drainMs: 50 });
    const endless = edge.send('GET /slow').catch((error: unknown) => error);
    await edge.app.get(SlowController).arrived.promise;
    await edge.stop();
    expect(await endless).toBeInstanceOf(Error);
  });
});
